package dev.freehold.openapi.schema;

import dev.freehold.plan.Column;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What a person must know of a field that its schema cannot say.
public final class Notes {
  private Notes() {}

  /// Of a field of an answer.
  public static String ofAnswer(Column column) {
    List<String> notes = new ArrayList<>();
    about(notes, column);
    reference(notes, column);
    if (!column.readers().isEmpty()) {
      notes.add("There for " + roles(column.readers()) + " only.");
    }
    return String.join(" ", notes);
  }

  /// Of a field of a body.
  public static String ofBody(Column column) {
    List<String> notes = new ArrayList<>();
    about(notes, column);
    reference(notes, column);
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
    Integer bytes = column.rules().maxBytes();
    if (bytes != null) {
      notes.add("At most " + bytes + " bytes as text.");
    }
    if (!column.writers().isEmpty()) {
      notes.add("Written by " + roles(column.writers()) + " only.");
    }
    return String.join(" ", notes);
  }

  /// Such as: the roles `hr`, `boss`.
  public static String roles(List<String> roles) {
    return (roles.size() == 1 ? "the role " : "the roles ")
        + roles.stream().map(r -> "`" + r + "`").collect(Collectors.joining(", "));
  }

  private static void about(List<String> notes, Column column) {
    if (!column.description().isEmpty()) {
      notes.add(column.description());
    }
  }

  private static void reference(List<String> notes, Column column) {
    Column.Reference reference = column.reference();
    if (reference == null) {
      return;
    }
    notes.add("The id of one of the `" + reference.target() + "` that you can read.");
    notes.add(
        switch (reference.onDelete()) {
          case RESTRICT -> "What it names cannot be deleted while it does.";
          case CASCADE -> "When what it names is deleted, this row is too.";
          case SET_NULL -> "When what it names is deleted, it becomes null.";
        });
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
