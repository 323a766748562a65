package dev.freehold.sql.filter;

import dev.freehold.plan.Column;
import dev.freehold.plan.TextSearch;
import dev.freehold.query.Predicate;
import dev.freehold.sql.form.ColumnForm;
import dev.freehold.sql.form.Numbering;
import dev.freehold.type.sql.SearchVector;
import dev.freehold.type.sql.SqlText;
import java.util.List;
import java.util.stream.Collectors;

/// A predicate as the text of a condition on the one table of its query. Texts are compared as the column collates, which
/// is how its indexes are ordered. Unknown counts as false: nothing here negates a condition that may be unknown.
///
/// LIKE is not used: its patterns would have to be escaped, and nothing of a value means anything here.
public final class PredicateText {
  private final Numbering numbers;

  private PredicateText(Numbering numbers) {
    this.numbers = numbers;
  }

  /// Takes numbers in the order in which [PredicateValues] adds values.
  public static String of(Predicate predicate, Numbering numbers) {
    return new PredicateText(numbers).text(predicate);
  }

  private String text(Predicate predicate) {
    return switch (predicate) {
      case Predicate.All(List<Predicate> terms) -> joined(terms, " and ", "true");
      case Predicate.Any(List<Predicate> terms) -> joined(terms, " or ", "false");
      case Predicate.Compare(Column column, Predicate.Comparison comparison, _) ->
          name(column) + operator(comparison) + ColumnForm.parameter(column, numbers.next());
      case Predicate.OneOf(Column column, _, boolean negated) -> oneOf(column, negated);
      case Predicate.Between(Column column, _, _) ->
          "%s between %s and %s"
              .formatted(
                  name(column),
                  ColumnForm.parameter(column, numbers.next()),
                  ColumnForm.parameter(column, numbers.next()));
      case Predicate.Match(Column column, Predicate.Matching matching, _) ->
          match(name(column), matching, "$" + numbers.next() + "::text");
      case Predicate.HasElement(Column column, _) ->
          ColumnForm.elementParameter(column, numbers.next()) + " = any(" + name(column) + ")";
      case Predicate.Null(Column column, boolean negated) ->
          name(column) + (negated ? " is not null" : " is null");
      case Predicate.Search(TextSearch search, _) ->
          search(search, "$" + numbers.next() + "::text");
    };
  }

  private String joined(List<Predicate> terms, String word, String none) {
    return switch (terms.size()) {
      case 0 -> none;
      case 1 -> text(terms.getFirst());
      default -> terms.stream().map(this::text).collect(Collectors.joining(word, "(", ")"));
    };
  }

  private static String operator(Predicate.Comparison comparison) {
    return switch (comparison) {
      case EQ -> " = ";
      case NE -> " is distinct from ";
      case GT -> " > ";
      case GTE -> " >= ";
      case LT -> " < ";
      case LTE -> " <= ";
    };
  }

  private String oneOf(Column column, boolean negated) {
    String array = ColumnForm.arrayParameter(column, numbers.next());
    return negated
        ? "(%1$s <> all(%2$s) or %1$s is null)".formatted(name(column), array)
        : name(column) + " = any(" + array + ")";
  }

  private static String match(String column, Predicate.Matching matching, String value) {
    return switch (matching) {
      case CONTAINS -> "strpos(" + column + ", " + value + ") > 0";
      case CONTAINS_IGNORING_CASE -> containsIgnoringCase(column, value);
      case STARTS_WITH -> "starts_with(" + column + ", " + value + ")";
      case ENDS_WITH -> "right(" + column + ", length(" + value + ")) = " + value;
    };
  }

  private static String containsIgnoringCase(String column, String value) {
    return "strpos(lower(" + column + "), lower(" + value + ")) > 0";
  }

  private static String search(TextSearch search, String value) {
    String language = search.language();
    if (language == null) {
      return search.columns().stream()
          .map(c -> containsIgnoringCase(SqlText.identifier(c), value))
          .collect(Collectors.joining(" or ", "(", ")"));
    }
    return "%s @@ websearch_to_tsquery(%s::regconfig, %s)"
        .formatted(
            SearchVector.of(language, search.columns()), SqlText.string(language).strip(), value);
  }

  /// Bare: the innermost `from` has one table, and its columns come before those of what is around it.
  private static String name(Column column) {
    return SqlText.identifier(column.name());
  }
}
