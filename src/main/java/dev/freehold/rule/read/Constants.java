package dev.freehold.rule.read;

import dev.freehold.rule.Expr;
import dev.freehold.rule.Expr.Column;
import dev.freehold.rule.Expr.Constant;
import dev.freehold.rule.Kind;
import dev.freehold.type.Parsed;
import dev.freehold.type.Scalar;
import dev.freehold.type.form.NumberForm;
import dev.freehold.type.form.TextForm;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a literal as a value of the kind that it is compared with.
final class Constants {
  private final Map<String, RuleColumn> columns;
  private final List<RuleFault> faults;

  Constants(Map<String, RuleColumn> columns, List<RuleFault> faults) {
    this.columns = columns;
    this.faults = faults;
  }

  /// @param other what stands on the other side, or before `in`
  /// @return null, and a fault, for what is no literal of that kind
  @Nullable Constant of(Syntax literal, Expr other) {
    return switch (literal) {
      case Syntax.Figure n when other.kind() == Kind.NUMBER ->
          new Constant(Scalar.DECIMAL, n.value());
      case Syntax.Bool b when other.kind() == Kind.BOOLEAN ->
          new Constant(Scalar.BOOLEAN, b.value());
      case Syntax.Text t -> text(t, other);
      case Syntax.Null n ->
          fault(n.at(), "a list never finds null", "write 'or … is null' beside it");
      case Syntax.Figure n -> mismatch(n.at(), "a number", other);
      case Syntax.Bool b -> mismatch(b.at(), "true or false", other);
      case Syntax.Name _,
          Syntax.Length _,
          Syntax.Negate _,
          Syntax.Arithmetic _,
          Syntax.Compare _,
          Syntax.IsNull _,
          Syntax.In _,
          Syntax.Not _,
          Syntax.And _,
          Syntax.Or _ ->
          throw new IllegalArgumentException("not a literal: " + literal);
    };
  }

  private @Nullable Constant text(Syntax.Text text, Expr other) {
    return switch (other.kind()) {
      case TEXT -> isKnown(text, other) ? new Constant(Scalar.TEXT, text.value()) : null;
      case DATE -> parsed(text, Scalar.DATE, other);
      case TIME -> parsed(text, Scalar.TIME, other);
      case DATETIME -> parsed(text, Scalar.DATETIME, other);
      case UUID -> parsed(text, Scalar.UUID, other);
      case NUMBER ->
          NumberForm.isJsonNumber(text.value())
              ? fault(text.at(), "a number stands in quotes", "write it without: " + text.value())
              : mismatch(text.at(), "text", other);
      case BOOLEAN -> mismatch(text.at(), "text", other);
      case OPAQUE ->
          fault(
              text.at(),
              Typing.describe(other) + " does not compare",
              "ask only whether it is null");
    };
  }

  /// A value that an enum cannot have is a slip: the comparison would always go one way.
  private boolean isKnown(Syntax.Text text, Expr other) {
    RuleColumn column = other instanceof Column c ? columns.get(c.name()) : null;
    if (column == null || column.values().isEmpty() || column.values().contains(text.value())) {
      return true;
    }
    fault(
        text.at(),
        Typing.describe(other) + " is never " + RuleFault.quote(text.value()),
        "one of: " + String.join(", ", column.values()));
    return false;
  }

  private @Nullable Constant parsed(Syntax.Text text, Scalar scalar, Expr other) {
    return switch (TextForm.parse(scalar, text.value())) {
      case Parsed.Ok ok -> new Constant(scalar, ok.value());
      case Parsed.Bad bad ->
          fault(
              text.at(),
              RuleFault.quote(text.value()) + " " + bad.message(),
              "it is compared with " + Typing.describe(other));
    };
  }

  private @Nullable Constant mismatch(int at, String what, Expr other) {
    return fault(
        at,
        what + " does not compare with " + Typing.describe(other),
        "write " + other.kind().words() + ", or name a field that is one");
  }

  private @Nullable Constant fault(int at, String message, String hint) {
    faults.add(new RuleFault(at, message, hint));
    return null;
  }
}
