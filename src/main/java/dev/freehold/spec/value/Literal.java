package dev.freehold.spec.value;

import static dev.freehold.problem.ViolationCode.TYPE;

import dev.freehold.spec.yaml.Node;
import dev.freehold.type.Parsed;
import dev.freehold.type.RuleCheck;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import dev.freehold.type.form.TextForm;
import java.util.Locale;

/// A value of a field as a spec writes it, read as the API would read it.
public final class Literal {
  private Literal() {}

  /// @return the normalized value, or a predicate that says what it must be
  public static Parsed read(Scalar scalar, Rules rules, Node node) {
    Parsed parsed = scalar == Scalar.JSON ? json(node) : parse(scalar, node);
    return parsed instanceof Parsed.Ok ok ? RuleCheck.check(scalar, rules, ok.value()) : parsed;
  }

  private static Parsed parse(Scalar scalar, Node node) {
    if (!(node instanceof Node.Scalar s)) {
      return new Parsed.Bad(TYPE, "must be one " + scalar.word());
    }
    boolean written =
        switch (scalar) {
          case STRING, TEXT, ENUM, EMAIL, URL, DATE, TIME, DATETIME, UUID ->
              s.kind() == Node.Kind.STRING;
          case INTEGER, BIGINT, NUMBER ->
              s.kind() == Node.Kind.INTEGER || s.kind() == Node.Kind.FLOAT;
          case DECIMAL -> s.kind() != Node.Kind.BOOLEAN && s.kind() != Node.Kind.NULL;
          case BOOLEAN -> s.kind() == Node.Kind.BOOLEAN;
          case JSON -> true;
        };
    if (!written) {
      return new Parsed.Bad(TYPE, expected(scalar, s));
    }
    return TextForm.parse(
        scalar, scalar == Scalar.BOOLEAN ? s.text().toLowerCase(Locale.ROOT) : s.text());
  }

  private static String expected(Scalar scalar, Node.Scalar node) {
    return switch (scalar) {
      case STRING, TEXT, ENUM, EMAIL, URL ->
          node.kind() == Node.Kind.NULL ? "must be text" : "must be text: write it in quotes";
      case DATE -> "must be a date such as 2026-12-31";
      case TIME -> "must be a time of day such as 14:30:00";
      case DATETIME -> "must be a date and time with its offset such as 2026-12-31T14:30:00Z";
      case UUID -> "must be a UUID";
      case INTEGER, BIGINT -> "must be a whole number, without quotes";
      case NUMBER -> "must be a number, without quotes";
      case DECIMAL -> "must be a number";
      case BOOLEAN -> "must be true or false, without quotes";
      case JSON -> "must be a JSON value";
    };
  }

  private static Parsed json(Node node) {
    if (node instanceof Node.Scalar s && s.kind() == Node.Kind.NULL) {
      return new Parsed.Bad(TYPE, "must be a JSON value other than null");
    }
    return TextForm.parse(Scalar.JSON, JsonOfNode.write(node));
  }
}
