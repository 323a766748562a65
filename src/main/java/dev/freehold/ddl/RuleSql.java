package dev.freehold.ddl;

import dev.freehold.rule.Expr;
import dev.freehold.rule.Expr.Column;
import dev.freehold.rule.Expr.Constant;
import dev.freehold.rule.Kind;
import dev.freehold.rule.Rule;
import dev.freehold.type.FieldType;
import dev.freehold.type.sql.SqlText;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/// A rule as the condition of a CHECK constraint, of the very value that [dev.freehold.rule.Evaluator] gives it.
///
/// So it never raises an error either: integers are computed as `numeric`, where PostgreSQL's own types would overflow.
/// A double counts as the decimal that PostgreSQL writes for it, which `::numeric` alone would cut to 15 digits. Texts
/// compare by code point, whatever the database's collation.
public final class RuleSql {
  private RuleSql() {}

  public static String of(Rule rule) {
    return sql(rule.condition());
  }

  private static String sql(Expr expr) {
    return switch (expr) {
      case Column column -> column(column);
      case Constant constant -> constant(constant);
      case Expr.Length length -> "char_length(" + sql(length.text()) + ")::numeric";
      case Expr.Arithmetic a -> binary(sql(a.left()), a.operation().symbol(), sql(a.right()));
      case Expr.AddDays add ->
          binary(sql(add.date()), add.days() < 0 ? "-" : "+", "" + Math.abs(add.days()));
      case Expr.DaysBetween days ->
          binary(sql(days.later()), "-", sql(days.earlier())) + "::numeric";
      case Expr.Compare c -> binary(comparable(c.left()), c.comparison().symbol(), sql(c.right()));
      case Expr.In in -> {
        String list =
            in.constants().stream().map(RuleSql::constant).collect(Collectors.joining(", "));
        yield "(" + comparable(in.value()) + " in (" + list + "))";
      }
      case Expr.IsNull isNull ->
          "("
              + (isNull.value() instanceof Column column
                  ? SqlText.identifier(column.name())
                  : sql(isNull.value()))
              + " is null)";
      case Expr.Not not -> "(not " + sql(not.condition()) + ")";
      case Expr.And and -> joined(and.conditions(), " and ");
      case Expr.Or or -> joined(or.conditions(), " or ");
    };
  }

  private static String binary(String left, String operator, String right) {
    return "(" + left + " " + operator + " " + right + ")";
  }

  private static String joined(List<Expr> conditions, String word) {
    return conditions.stream().map(RuleSql::sql).collect(Collectors.joining(word, "(", ")"));
  }

  private static String column(Column column) {
    String name = SqlText.identifier(column.name());
    if (column.type().array()) {
      return name;
    }
    return switch (column.type().scalar()) {
      case INTEGER, BIGINT -> name + "::numeric";
      case NUMBER -> name + "::text::numeric";
      case DECIMAL, STRING, TEXT, BOOLEAN, DATE, TIME, DATETIME, UUID, EMAIL, URL, ENUM, JSON ->
          name;
    };
  }

  private static String constant(Constant constant) {
    String literal = SqlText.literal(FieldType.of(constant.scalar()), constant.value());
    if (!(constant.value() instanceof BigDecimal number)) {
      return literal;
    }
    return number.signum() < 0 ? "(" + literal + ")::numeric" : literal + "::numeric";
  }

  /// One side with a collation that is written out decides for both (PostgreSQL manual, 23.2.2).
  private static String comparable(Expr expr) {
    return expr.kind() == Kind.TEXT ? sql(expr) + " collate \"C\"" : sql(expr);
  }
}
