package dev.freehold.spec.check;

import static dev.freehold.problem.ViolationCode.TYPE;

import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlToJsonConverter;
import dev.freehold.type.ConstraintValidator;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.NumberParser;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import java.util.Locale;

/// Reads a field value in a spec, such as a default, by the rules of the API.
final class FieldValueReader {
  private FieldValueReader() {}

  /// @return the normalized value, or the violation as a predicate
  public static ValueResult read(ScalarType scalar, FieldConstraints rules, YamlNode node) {
    ValueResult parsed = scalar == ScalarType.JSON ? json(node) : parse(scalar, node);
    return parsed instanceof ValueResult.Valid ok
        ? ConstraintValidator.validate(scalar, rules, ok.value())
        : parsed;
  }

  private static ValueResult parse(ScalarType scalar, YamlNode node) {
    if (!(node instanceof YamlNode.Scalar s)) {
      return new ValueResult.Invalid(TYPE, "must be one " + scalar.keyword());
    }
    boolean written =
        switch (scalar) {
          case STRING, TEXT, ENUM, EMAIL, URL, DATE, TIME, DATETIME, UUID ->
              s.kind() == YamlNode.ScalarKind.STRING;
          case INTEGER, NUMBER ->
              s.kind() == YamlNode.ScalarKind.INTEGER || s.kind() == YamlNode.ScalarKind.FLOAT;
          case BIGINT, INTEGER_ID, DECIMAL ->
              s.kind() != YamlNode.ScalarKind.BOOLEAN && s.kind() != YamlNode.ScalarKind.NULL;
          case BOOLEAN -> s.kind() == YamlNode.ScalarKind.BOOLEAN;
          case JSON -> true;
        };
    if (!written) {
      return new ValueResult.Invalid(TYPE, expected(scalar, s));
    }
    boolean number =
        s.kind() == YamlNode.ScalarKind.INTEGER || s.kind() == YamlNode.ScalarKind.FLOAT;
    return scalar == ScalarType.BIGINT && number
        ? NumberParser.parse(scalar, s.text())
        : ValueParser.parse(
            scalar, scalar == ScalarType.BOOLEAN ? s.text().toLowerCase(Locale.ROOT) : s.text());
  }

  private static String expected(ScalarType scalar, YamlNode.Scalar node) {
    return switch (scalar) {
      case STRING, TEXT, ENUM, EMAIL, URL ->
          node.kind() == YamlNode.ScalarKind.NULL
              ? "must be text"
              : "must be text: write it in quotes";
      case DATE -> "must be a date such as 2026-12-31";
      case TIME -> "must be a time of day such as 14:30:00";
      case DATETIME -> "must be a date and time with its offset such as 2026-12-31T14:30:00Z";
      case UUID -> "must be a UUID";
      case INTEGER -> "must be a whole number, without quotes";
      case BIGINT, INTEGER_ID -> "must be a whole number";
      case NUMBER -> "must be a number, without quotes";
      case DECIMAL -> "must be a number";
      case BOOLEAN -> "must be true or false, without quotes";
      case JSON -> "must be a JSON value";
    };
  }

  private static ValueResult json(YamlNode node) {
    if (node instanceof YamlNode.Scalar s && s.kind() == YamlNode.ScalarKind.NULL) {
      return new ValueResult.Invalid(TYPE, "must be a JSON value other than null");
    }
    return ValueParser.parse(ScalarType.JSON, YamlToJsonConverter.write(node));
  }
}
