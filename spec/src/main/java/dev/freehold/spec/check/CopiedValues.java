package dev.freehold.spec.check;

import com.google.re2j.Pattern;
import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.type.FieldConstraints;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares the values of a copy with those of its source: a row must not be refused because of a value
/// that nobody can choose.
final class CopiedValues {
  private final String source;
  private final List<Narrower> narrower = new ArrayList<>();

  /// A constraint of the copy that refuses values of its source.
  private record Narrower(String constraint, String remedy) {}

  private CopiedValues(String source) {
    this.source = source;
  }

  /// @return whether the copy can have each value of its source; otherwise after an issue
  static boolean check(
      SpecIssueCollector issues,
      Position position,
      Spec.Field field,
      Spec.Field source,
      Spec.Copy copy) {
    if (!field.type().equals(source.type())) {
      issues.add(
          position,
          SpecIssueCode.WRONG_TYPE_FOR_CONSTRAINT,
          PrintableText.quote(copy.text())
              + " is of type "
              + source.type().keyword()
              + ", not "
              + field.type().keyword(),
          "write type: " + source.type().keyword());
      return false;
    }
    CopiedValues values = new CopiedValues(copy.text());
    values.compare(field.constraints(), source.constraints());
    values.narrower.forEach(
        n ->
            issues.add(
                position,
                SpecIssueCode.CONFLICTING_CONSTRAINTS,
                n.constraint()
                    + " would refuse values that "
                    + PrintableText.quote(copy.text())
                    + " can have",
                n.remedy()));
    return values.narrower.isEmpty();
  }

  private void compare(FieldConstraints copy, FieldConstraints from) {
    FieldConstraints.Text text = copy.text();
    FieldConstraints.Text fromText = from.text();
    if (text != null && fromText != null) {
      lengths(text, fromText);
      pattern(text, fromText);
      normalization("trim", text.trim(), fromText.trim());
      normalization("stripHtml", text.stripHtml(), fromText.stripHtml());
      normalization("lowercase", text.lowercase(), fromText.lowercase());
      normalization("normalize", text.nfc(), fromText.nfc());
    }
    range("minimum", copy.range().minimum(), from.range().minimum(), 1);
    range("maximum", copy.range().maximum(), from.range().maximum(), -1);
    List<String> missing =
        from.values().stream().filter(value -> !copy.values().contains(value)).toList();
    if (!missing.isEmpty()) {
      add("the enum", "add " + String.join(", ", missing) + " to values");
    }
    Integer bytes = copy.maxBytes();
    Integer fromBytes = from.maxBytes();
    if (bytes != null && fromBytes != null && bytes < fromBytes) {
      add("maxLength " + bytes, "write maxLength: " + fromBytes);
    }
  }

  private void lengths(FieldConstraints.Text copy, FieldConstraints.Text from) {
    if (copy.minLength() > from.minLength()) {
      add("minLength " + copy.minLength(), remedy("minLength", from.minLength()));
    }
    if (copy.maxLength() < from.maxLength()) {
      add("maxLength " + copy.maxLength(), "write maxLength: " + from.maxLength());
    }
  }

  private void pattern(FieldConstraints.Text copy, FieldConstraints.Text from) {
    Pattern pattern = copy.pattern();
    Pattern fromPattern = from.pattern();
    if (pattern != null
        && (fromPattern == null || !pattern.pattern().equals(fromPattern.pattern()))) {
      add("the pattern", "remove pattern, or write that of " + source);
    }
  }

  private void normalization(String word, boolean copied, boolean given) {
    if (copied && !given) {
      add(word, "remove " + word + ", or add it to " + source);
    }
  }

  /// @param sign 1 for a lower bound, -1 for an upper one
  private void range(String word, @Nullable BigDecimal copy, @Nullable BigDecimal from, int sign) {
    if (copy != null && (from == null || copy.compareTo(from) * sign > 0)) {
      add(
          word + " " + copy.toPlainString(),
          from == null
              ? "remove " + word + ", or add it to " + source
              : "write " + word + ": " + from.toPlainString());
    }
  }

  private static String remedy(String word, int bound) {
    return bound == 0 ? "remove " + word : "write " + word + ": " + bound;
  }

  private void add(String constraint, String remedy) {
    narrower.add(new Narrower(constraint, remedy));
  }
}
