package dev.freehold.sql.filter;

import dev.freehold.plan.Column;
import dev.freehold.plan.TextSearch;
import dev.freehold.query.Predicate;
import dev.freehold.sql.form.ColumnForm;
import dev.freehold.sql.form.Parameters;
import java.util.List;

/// A predicate as shape and values: two of equal shape have the same [PredicateText]. Columns count by name, so the shape
/// of their resource must stand beside it.
public final class PredicateValues {
  private PredicateValues() {}

  /// Adds values in the order in which [PredicateText] takes numbers.
  public static void add(Predicate predicate, Parameters to) {
    switch (predicate) {
      case Predicate.All(List<Predicate> terms) -> {
        to.shape("and", terms.size());
        terms.forEach(t -> add(t, to));
      }
      case Predicate.Any(List<Predicate> terms) -> {
        to.shape("or", terms.size());
        terms.forEach(t -> add(t, to));
      }
      case Predicate.Compare(Column column, Predicate.Comparison comparison, Object value) -> {
        to.shape(comparison, column.name());
        to.add(ColumnForm.argument(column, value));
      }
      case Predicate.OneOf(Column column, List<Object> values, boolean negated) -> {
        to.shape(negated ? "nin" : "in", column.name());
        to.add(ColumnForm.array(column.type().scalar(), values));
      }
      case Predicate.Between(Column column, Object low, Object high) -> {
        to.shape("between", column.name());
        to.add(ColumnForm.argument(column, low));
        to.add(ColumnForm.argument(column, high));
      }
      case Predicate.Match(Column column, Predicate.Matching matching, String text) -> {
        to.shape(matching, column.name());
        to.add(text);
      }
      case Predicate.HasElement(Column column, Object value) -> {
        to.shape("element", column.name());
        to.add(ColumnForm.element(column.type().scalar(), value));
      }
      case Predicate.Null(Column column, boolean negated) ->
          to.shape(negated ? "not null" : "null", column.name());
      case Predicate.Search(TextSearch _, String text) -> {
        to.shape("search");
        to.add(text);
      }
    }
  }
}
