package dev.freehold.sql;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan.TextSearch;
import dev.freehold.query.ApiView.VisibleRelation;
import dev.freehold.query.RowPredicate;
import dev.freehold.sql.RelationSql.RelatedItem;
import dev.freehold.sql.RelationSql.RelatingRow;
import dev.freehold.sql.StatementParameters.ParameterNumbering;
import dev.freehold.type.SqlQuoting;
import dev.freehold.type.TsVectorExpression;
import java.util.List;
import java.util.stream.Collectors;

/// Compiles a [RowPredicate] to a condition on the rows of its query. Unknown counts as false: no condition negates
/// another that may be unknown.
///
/// LIKE is not used, because its patterns would need escaping.
final class PredicateSql {
  private final TextCollation collation;
  private final ParameterNumbering numbers;
  private final RelationSql relations;
  private final RelatingRow row;
  private final boolean words;

  private PredicateSql(
      RelatingRow row,
      RelationSql relations,
      TextCollation collation,
      ParameterNumbering numbers,
      boolean words) {
    this.words = words;
    this.row = row;
    this.relations = relations;
    this.collation = collation;
    this.numbers = numbers;
  }

  /// Compiles the text. Takes numbers in the order in which [#bind] adds values.
  ///
  /// @param row that meets the predicate
  public static String of(
      RowPredicate predicate,
      RelatingRow row,
      RelationSql relations,
      TextCollation collation,
      ParameterNumbering numbers) {
    return new PredicateSql(row, relations, collation, numbers, false).text(predicate);
  }

  /// Compiles the text as [#of], for rows of a source with an index of words.
  public static String of(
      RowPredicate predicate,
      RelatingRow row,
      RelationSql relations,
      TextCollation collation,
      ParameterNumbering numbers,
      RowSource source) {
    return new PredicateSql(row, relations, collation, numbers, source.words()).text(predicate);
  }

  private String text(RowPredicate predicate) {
    return switch (predicate) {
      case RowPredicate.AllOf(List<RowPredicate> terms) -> joined(terms, " and ", "true");
      case RowPredicate.AnyOf(List<RowPredicate> terms) -> joined(terms, " or ", "false");
      case RowPredicate.ValueComparison(
              ColumnPlan column,
              RowPredicate.ComparisonOperator comparison,
              _) ->
          compared(column, comparison)
              + operator(comparison)
              + ColumnCodec.parameter(column, numbers.next());
      case RowPredicate.InList(ColumnPlan column, _, boolean negated) -> oneOf(column, negated);
      case RowPredicate.Between(ColumnPlan column, _, _) ->
          "%s between %s and %s"
              .formatted(
                  collation.ordered(column, name(column)),
                  ColumnCodec.parameter(column, numbers.next()),
                  ColumnCodec.parameter(column, numbers.next()));
      case RowPredicate.TextMatch(ColumnPlan column, RowPredicate.TextMatchMode matchMode, _) ->
          match(name(column), matchMode, "$" + numbers.next() + "::text");
      case RowPredicate.ArrayContains(ColumnPlan column, _) ->
          ColumnCodec.elementParameter(column, numbers.next()) + " = any(" + name(column) + ")";
      case RowPredicate.IsNull(ColumnPlan column, boolean negated) ->
          name(column) + (negated ? " is not null" : " is null");
      case RowPredicate.Related(VisibleRelation to, RowPredicate condition) ->
          related(to, condition);
      case RowPredicate.SearchMatch(TextSearch search, _) ->
          search(search, "$" + numbers.next() + "::text");
    };
  }

  /// Adds the shape and the values of a predicate, in the order in which [#of] numbers them.
  /// Predicates of equal shape have the same text. The shape has the names of columns only, so the
  /// caller adds the shape of their resource too.
  public static void bind(RowPredicate predicate, StatementParameters parameters) {
    switch (predicate) {
      case RowPredicate.AllOf(List<RowPredicate> terms) -> {
        parameters.shape("and", terms.size());
        terms.forEach(t -> bind(t, parameters));
      }
      case RowPredicate.AnyOf(List<RowPredicate> terms) -> {
        parameters.shape("or", terms.size());
        terms.forEach(t -> bind(t, parameters));
      }
      case RowPredicate.ValueComparison(
              ColumnPlan column,
              RowPredicate.ComparisonOperator comparison,
              Object value) -> {
        parameters.shape(comparison, column.name());
        parameters.add(ColumnCodec.argument(column, value));
      }
      case RowPredicate.InList(ColumnPlan column, List<Object> values, boolean negated) -> {
        parameters.shape(negated ? "nin" : "in", column.name());
        parameters.add(ColumnCodec.array(column.type().scalar(), values));
      }
      case RowPredicate.Between(ColumnPlan column, Object low, Object high) -> {
        parameters.shape("between", column.name());
        parameters.add(ColumnCodec.argument(column, low));
        parameters.add(ColumnCodec.argument(column, high));
      }
      case RowPredicate.TextMatch(
              ColumnPlan column,
              RowPredicate.TextMatchMode matchMode,
              String text) -> {
        parameters.shape(matchMode, column.name());
        parameters.add(text);
      }
      case RowPredicate.ArrayContains(ColumnPlan column, Object value) -> {
        parameters.shape("element", column.name());
        parameters.add(ColumnCodec.element(column.type().scalar(), value));
      }
      case RowPredicate.IsNull(ColumnPlan column, boolean negated) ->
          parameters.shape(negated ? "not null" : "null", column.name());
      case RowPredicate.Related(VisibleRelation to, RowPredicate condition) -> {
        parameters.shape("related", to);
        bind(condition, parameters);
      }
      case RowPredicate.SearchMatch(TextSearch _, String text) -> {
        parameters.shape("search");
        parameters.add(text);
      }
    }
  }

  private String joined(List<RowPredicate> terms, String word, String none) {
    return switch (terms.size()) {
      case 0 -> none;
      case 1 -> text(terms.getFirst());
      default -> terms.stream().map(this::text).collect(Collectors.joining(word, "(", ")"));
    };
  }

  private String compared(ColumnPlan column, RowPredicate.ComparisonOperator comparison) {
    return switch (comparison) {
      case EQ, NE -> name(column);
      case GT, GTE, LT, LTE -> collation.ordered(column, name(column));
    };
  }

  private static String operator(RowPredicate.ComparisonOperator comparison) {
    return switch (comparison) {
      case EQ -> " = ";
      case NE -> " is distinct from ";
      case GT -> " > ";
      case GTE -> " >= ";
      case LT -> " < ";
      case LTE -> " <= ";
    };
  }

  private String oneOf(ColumnPlan column, boolean negated) {
    String array = ColumnCodec.arrayParameter(column, numbers.next());
    return negated
        ? "(%1$s <> all(%2$s) or %1$s is null)".formatted(name(column), array)
        : name(column) + " = any(" + array + ")";
  }

  private String match(String column, RowPredicate.TextMatchMode matchMode, String value) {
    return switch (matchMode) {
      case CONTAINS -> "strpos(" + column + ", " + value + ") > 0";
      case CONTAINS_IGNORING_CASE -> containsIgnoringCase(column, value);
      case STARTS_WITH -> "starts_with(" + column + ", " + value + ")";
      case ENDS_WITH -> "right(" + column + ", length(" + value + ")) = " + value;
    };
  }

  private String containsIgnoringCase(String column, String value) {
    return "strpos(" + collation.lower(column) + ", " + collation.lower(value) + ") > 0";
  }

  private String related(VisibleRelation to, RowPredicate condition) {
    RelatedItem item = relations.follow(row, to);
    return "exists (select 1 from %s where %s and %s)"
        .formatted(
            item.from(),
            item.condition(),
            of(condition, item.row(), relations, collation, numbers));
  }

  private String search(TextSearch search, String value) {
    String language = search.language();
    if (language == null) {
      return search.columns().stream()
          .map(c -> containsIgnoringCase(SqlQuoting.identifier(c), value))
          .collect(Collectors.joining(" or ", "(", ")"));
    }
    return "%s @@ websearch_to_tsquery(%s::regconfig, %s)"
        .formatted(
            TsVectorExpression.of(
                language, search.columns(), words ? row.plan().searchOwner() : null),
            SqlQuoting.stringLiteral(language).strip(),
            value);
  }

  /// Unqualified: the innermost `from` has one table with such names, and its columns take precedence
  /// over those of outer queries.
  private static String name(ColumnPlan column) {
    return SqlQuoting.identifier(column.name());
  }
}
