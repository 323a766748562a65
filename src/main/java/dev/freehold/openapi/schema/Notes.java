package dev.freehold.openapi.schema;

import dev.freehold.plan.Column;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// What a person must know of a field of a body that its schema cannot say.
public final class Notes {
  private Notes() {}

  public static String of(Column column) {
    List<String> notes = new ArrayList<>();
    if (!column.description().isEmpty()) {
      notes.add(column.description());
    }
    Rules.Text text = column.rules().text();
    if (text != null) {
      text(notes, text);
    }
    if (column.type().scalar() == Scalar.DECIMAL) {
      decimal(notes, column.rules().range());
    }
    if (column.type().scalar() == Scalar.NUMBER) {
      notes.add("A number that a double cannot hold exactly as written is refused.");
    }
    return String.join(" ", notes);
  }

  private static void text(List<String> notes, Rules.Text text) {
    if (text.stripHtml()) {
      notes.add("Markup is removed.");
    }
    if (text.trim()) {
      notes.add("White space around it is removed.");
    }
    if (text.lowercase()) {
      notes.add("Kept in lower case.");
    }
    if (text.pattern() != null) {
      notes.add("Must match `" + text.pattern().pattern() + "` (RE2).");
    }
    if (text.stripHtml() || text.trim()) {
      notes.add("Its length counts what is left, in characters.");
    }
  }

  /// The bounds of JSON Schema hold for numbers only; they hold for the text form too.
  private static void decimal(List<String> notes, Rules.Range range) {
    notes.add("An exact decimal, as text or as a number; answers give it as text.");
    BigDecimal minimum = range.minimum();
    BigDecimal maximum = range.maximum();
    if (minimum != null) {
      notes.add("At least " + minimum.toPlainString() + ".");
    }
    if (maximum != null) {
      notes.add("At most " + maximum.toPlainString() + ".");
    }
  }
}
