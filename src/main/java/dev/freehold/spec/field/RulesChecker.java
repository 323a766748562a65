package dev.freehold.spec.field;

import dev.freehold.problem.ViolationCode;
import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Place;
import dev.freehold.spec.value.Block;
import dev.freehold.spec.value.Literal;
import dev.freehold.spec.value.PatternReader;
import dev.freehold.spec.value.Values;
import dev.freehold.spec.yaml.Node;
import dev.freehold.type.FieldType;
import dev.freehold.type.Parsed;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import dev.freehold.type.form.NetForm;
import dev.freehold.type.form.TextForm;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The constraints of a field that its values are held to.
final class RulesChecker {
  private static final int MAX_VALUES = 200;
  private static final int MAX_VALUE_LENGTH = 100;

  private final Issues issues;
  private final Block block;
  private final FieldType type;

  private RulesChecker(Issues issues, Block block, FieldType type) {
    this.issues = issues;
    this.block = block;
    this.type = type;
  }

  /// @param at of the field's name
  static Rules check(Issues issues, Place at, String name, Block block, FieldType type) {
    RulesChecker checker = new RulesChecker(issues, block, type);
    Constraint.check(issues, block, type);
    return new Rules(
        type.scalar().isText() ? checker.text() : null,
        type.scalar().isNumeric() ? checker.range() : Rules.NONE.range(),
        type.scalar() == Scalar.ENUM ? checker.values(at, name) : List.of(),
        type.scalar() == Scalar.JSON ? checker.bytes() : null);
  }

  /// The rules of a field that has none.
  static Rules standard(FieldType type) {
    Scalar scalar = type.scalar();
    return new Rules(
        scalar.isText()
            ? new Rules.Text(0, standardLength(scalar), null, false, false, false)
            : null,
        Rules.NONE.range(),
        List.of(),
        scalar == Scalar.JSON ? standardLength(scalar) : null);
  }

  private static int standardLength(Scalar scalar) {
    return switch (scalar) {
      case TEXT, JSON -> 65_536;
      case EMAIL -> NetForm.MAX_EMAIL;
      case URL -> NetForm.MAX_URL;
      case STRING, INTEGER, BIGINT, NUMBER, DECIMAL, BOOLEAN, DATE, TIME, DATETIME -> 255;
      case UUID, ENUM -> 255;
    };
  }

  private static int greatestLength(Scalar scalar) {
    return switch (scalar) {
      case TEXT, JSON -> 1_000_000;
      case STRING -> 10_000;
      case EMAIL, URL -> standardLength(scalar);
      case INTEGER, BIGINT, NUMBER, DECIMAL, BOOLEAN, DATE, TIME, DATETIME -> 0;
      case UUID, ENUM -> 0;
    };
  }

  private Rules.Text text() {
    Scalar scalar = type.scalar();
    Integer min =
        Values.whole(issues, block.get("minLength"), "minLength", 0, greatestLength(scalar));
    Integer max =
        Values.whole(issues, block.get("maxLength"), "maxLength", 1, greatestLength(scalar));
    int least = min == null ? 0 : min;
    int most = max == null ? standardLength(scalar) : max;
    Node minNode = block.get("minLength");
    if (minNode != null && least > most) {
      issues.add(
          minNode.place(),
          IssueCode.EMPTY_RANGE,
          "minLength " + least + " is above the maxLength of " + most,
          max == null ? "maxLength is " + most + " unless it is given" : null);
    }
    return new Rules.Text(
        least,
        most,
        PatternReader.read(issues, block.get("pattern"), type, most),
        Values.flag(issues, block.get("trim"), "trim"),
        Values.flag(issues, block.get("stripHtml"), "stripHtml"),
        Values.flag(issues, block.get("lowercase"), "lowercase"));
  }

  /// Of json, whose length is counted as its text takes room.
  private Integer bytes() {
    Integer max =
        Values.whole(issues, block.get("maxLength"), "maxLength", 1, greatestLength(Scalar.JSON));
    return max == null ? standardLength(Scalar.JSON) : max;
  }

  private Rules.Range range() {
    BigDecimal min = bound("minimum");
    BigDecimal max = bound("maximum");
    Node node = block.get("minimum");
    if (node != null && min != null && max != null && min.compareTo(max) > 0) {
      issues.add(
          node.place(),
          IssueCode.EMPTY_RANGE,
          "minimum " + min.toPlainString() + " is above the maximum of " + max.toPlainString());
    }
    return new Rules.Range(min, max);
  }

  private @Nullable BigDecimal bound(String key) {
    Node node = block.get(key);
    if (node == null || node instanceof Node.Faulty) {
      return null;
    }
    return switch (Literal.read(type.scalar(), Rules.NONE, node)) {
      case Parsed.Ok ok -> new BigDecimal(ok.value().toString());
      case Parsed.Bad bad -> {
        issues.add(
            node.place(),
            IssueCode.OUT_OF_RANGE,
            key + " of type " + type.word() + " " + bad.message(),
            bad.code().equals(ViolationCode.TYPE) ? "write numbers as JSON does, such as 5" : null);
        yield null;
      }
    };
  }

  private List<String> values(Place at, String name) {
    Node node = block.get("values");
    if (node == null) {
      issues.add(
          at,
          IssueCode.MISSING_KEY,
          "enum " + Issues.quote(name) + " needs 'values'",
          "such as values: [low, high]");
      return List.of();
    }
    List<String> values = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Node item : Values.list(issues, node, "values", 1, MAX_VALUES)) {
      String value = Values.text(issues, item, "a value", MAX_VALUE_LENGTH);
      if (value == null) {
        continue;
      }
      if (TextForm.unstorable(value) == null && seen.add(value)) {
        values.add(value);
      } else {
        issues.add(
            item.place(), IssueCode.REPEATED_VALUE, Issues.quote(value) + " is there already");
      }
    }
    return values;
  }
}
