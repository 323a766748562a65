package dev.freehold.ddl;

import dev.freehold.rule.Rule;
import dev.freehold.rule.RuleExpression;
import dev.freehold.rule.RuleExpression.ColumnReference;
import dev.freehold.rule.RuleExpression.Constant;
import dev.freehold.rule.RuleExpression.ValueKind;
import dev.freehold.type.FieldType;
import dev.freehold.type.SqlQuoting;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/// Compiles a rule to a condition on a row. As a CHECK constraint it has exactly the result of
/// [dev.freehold.rule.RuleEvaluator].
///
/// The condition never raises an error: integers are computed as `numeric`, because PostgreSQL's
/// own types would overflow. A double is compared as the decimal that PostgreSQL writes for it,
/// because `::numeric` alone would round it to 15 digits. Texts are compared by code point,
/// independent of the database's collation.
public final class RuleSql {
  private final RowReference row;

  private RuleSql(RowReference row) {
    this.row = row;
  }

  /// The row and the caller of a condition, as SQL expressions.
  public interface RowReference {
    /// The value of a column, in parentheses unless it is one word.
    String column(String name);

    /// The id of the caller, of type `uuid`; null for an anonymous caller.
    String currentUser();
  }

  /// The condition of a CHECK constraint, on the columns of its table.
  static String ofCheck(Rule rule) {
    return of(
        rule,
        new RowReference() {
          @Override
          public String column(String name) {
            return SqlQuoting.identifier(name);
          }

          @Override
          public String currentUser() {
            throw new IllegalArgumentException("a check knows no caller: " + rule.text());
          }
        });
  }

  /// A condition on a row. It is in parentheses, and null where the rule depends on a null.
  public static String of(Rule rule, RowReference row) {
    return new RuleSql(row).sql(rule.condition());
  }

  private String sql(RuleExpression expression) {
    return switch (expression) {
      case ColumnReference column -> column(column);
      case Constant constant -> constant(constant);
      case RuleExpression.Length length -> "char_length(" + sql(length.text()) + ")::numeric";
      case RuleExpression.Arithmetic a ->
          binary(sql(a.left()), a.operation().symbol(), sql(a.right()));
      case RuleExpression.AddDays add ->
          binary(sql(add.date()), add.days() < 0 ? "-" : "+", "" + Math.abs(add.days()));
      case RuleExpression.DaysBetween days ->
          binary(sql(days.later()), "-", sql(days.earlier())) + "::numeric";
      case RuleExpression.Now now ->
          now.seconds() == 0
              ? "now()"
              : binary("now()", "+", "interval '" + now.seconds() + " seconds'");
      case RuleExpression.Today _ -> "(now() at time zone 'UTC')::date";
      case RuleExpression.CurrentUser _ -> row.currentUser();
      case RuleExpression.Compare c ->
          binary(comparable(c.left()), c.comparison().symbol(), sql(c.right()));
      case RuleExpression.In in -> {
        String list =
            in.constants().stream().map(RuleSql::constant).collect(Collectors.joining(", "));
        yield "(" + comparable(in.value()) + " in (" + list + "))";
      }
      case RuleExpression.IsNull isNull ->
          "("
              + (isNull.value() instanceof ColumnReference column
                  ? row.column(column.name())
                  : sql(isNull.value()))
              + " is null)";
      case RuleExpression.Not not -> "(not " + sql(not.condition()) + ")";
      case RuleExpression.And and -> joined(and.conditions(), " and ");
      case RuleExpression.Or or -> joined(or.conditions(), " or ");
    };
  }

  private static String binary(String left, String operator, String right) {
    return "(" + left + " " + operator + " " + right + ")";
  }

  private String joined(List<RuleExpression> conditions, String word) {
    return conditions.stream().map(this::sql).collect(Collectors.joining(word, "(", ")"));
  }

  private String column(ColumnReference column) {
    String name = row.column(column.name());
    if (column.type().array()) {
      return name;
    }
    return switch (column.type().scalar()) {
      case INTEGER, BIGINT, INTEGER_ID -> name + "::numeric";
      case NUMBER -> name + "::text::numeric";
      case DECIMAL, STRING, TEXT, BOOLEAN, DATE, TIME, DATETIME, UUID, EMAIL, URL, ENUM, JSON ->
          name;
    };
  }

  private static String constant(Constant constant) {
    String literal = SqlQuoting.literal(FieldType.of(constant.scalar()), constant.value());
    if (!(constant.value() instanceof BigDecimal number)) {
      return literal;
    }
    return number.signum() < 0 ? "(" + literal + ")::numeric" : literal + "::numeric";
  }

  /// An explicit collation on one side applies to both (PostgreSQL manual, 23.2.2).
  private String comparable(RuleExpression expression) {
    return expression.kind() == ValueKind.TEXT
        ? sql(expression) + " collate \"C\""
        : sql(expression);
  }
}
