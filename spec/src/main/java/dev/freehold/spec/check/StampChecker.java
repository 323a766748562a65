package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.Stamp;
import dev.freehold.spec.Spec.Stamp.StampValue;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.FieldType.ScalarType;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks the stamps of one resource: `stamp: now when signed`. The condition reads other fields of the
/// row, so the fields must be known.
final class StampChecker {
  private static final int MAX_TEXT = 1_100;
  private static final String WHAT = "stamp";
  private static final Pattern STAMP =
      Pattern.compile("\\s*(now|me)\\s+" + Stamp.WHEN + "\\s+(.*)", Pattern.DOTALL);

  private final SpecIssueCollector issues;
  private final ResourceFields fields;
  private final RowRuleCompiler conditions;

  StampChecker(SpecIssueCollector issues, ResourceFields fields) {
    this.issues = issues;
    this.fields = fields;
    this.conditions = RowRuleCompiler.ofStamps(issues, fields);
  }

  /// @return the fields, each with its stamp
  List<Spec.Field> check(List<Spec.Field> written) {
    return written.stream().map(this::withStamp).toList();
  }

  private Spec.Field withStamp(Spec.Field field) {
    YamlNode node = fields.stamp(field.name());
    Stamp stamp = node == null ? null : stamp(node, field);
    return stamp == null ? field : field.withStamp(stamp);
  }

  private @Nullable Stamp stamp(YamlNode node, Spec.Field field) {
    String text = YamlValueReader.text(issues, node, WHAT, MAX_TEXT);
    if (text == null) {
      return null;
    }
    Matcher stamp = STAMP.matcher(text);
    if (!stamp.matches()) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_RULE,
          "the stamp "
              + PrintableText.quote(text)
              + " does not say what the field becomes, and when",
          "write now when CONDITION, or me when CONDITION");
      return null;
    }
    StampValue value = StampValue.valueOf(stamp.group(1).toUpperCase(Locale.ROOT));
    boolean fits = fits(node.position(), field, value);
    Rule condition = conditions.compile(node, stamp.group(2).strip(), null);
    return fits && condition != null && isFreeOfStamps(issues, node.position(), fields, condition)
        ? new Stamp(value, condition)
        : null;
  }

  private boolean fits(Position position, Spec.Field field, StampValue value) {
    Spec.Ref ref = field.ref();
    ScalarType scalar = field.type().scalar();
    boolean fits =
        switch (value) {
          case NOW ->
              !field.type().array() && (scalar == ScalarType.DATETIME || scalar == ScalarType.DATE);
          case ME ->
              ref == null
                  ? !field.type().array() && scalar == ScalarType.UUID
                  : ref.person() && !ref.many();
        };
    if (!fits) {
      issues.add(
          position,
          SpecIssueCode.WRONG_TYPE_FOR_CONSTRAINT,
          "a stamp with "
              + value.name().toLowerCase(Locale.ROOT)
              + " does not apply to "
              + (ref == null ? "type " + field.type().keyword() : "this reference"),
          value == StampValue.NOW
              ? "it applies to datetime, date"
              : "it applies to uuid, and to a reference to people");
    }
    return fits;
  }

  /// Reports a rule over a field with a stamp, which gets its value after the rule is judged.
  static boolean isFreeOfStamps(
      SpecIssueCollector issues, Position position, ResourceFields fields, Rule rule) {
    for (String column : rule.columns()) {
      if (fields.stamp(column) != null) {
        issues.add(
            position,
            SpecIssueCode.BAD_RULE,
            "the rule cannot name "
                + PrintableText.quote(column)
                + ": its stamp is set after the rule is judged",
            "name the fields of its condition");
        return false;
      }
    }
    return true;
  }
}
