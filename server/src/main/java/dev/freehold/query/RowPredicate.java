package dev.freehold.query;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.TextSearch;
import java.util.List;
import java.util.stream.Stream;

/// A predicate over the rows of one table. Compiled to SQL by `dev.freehold.sql.PredicateSql`. An
/// empty [AnyOf] is false and an empty [AllOf] is true, never the other way round (K4). Values are
/// of the Java class of the column's type.
public sealed interface RowPredicate {
  /// Matches every row.
  RowPredicate TRUE = new AllOf(List.of());

  /// The other resources whose rows decide. Static: with a default method, initializing a term would
  /// initialize this interface, and its constant is such a term.
  static Stream<ResourcePlan> related(RowPredicate predicate) {
    return switch (predicate) {
      case AllOf(List<RowPredicate> terms) -> terms.stream().flatMap(RowPredicate::related);
      case AnyOf(List<RowPredicate> terms) -> terms.stream().flatMap(RowPredicate::related);
      case Related(ApiView.VisibleRelation to, RowPredicate condition) ->
          Stream.concat(Stream.of(to.target().plan()), related(condition));
      case ValueComparison _,
          InList _,
          Between _,
          TextMatch _,
          ArrayContains _,
          IsNull _,
          SearchMatch _ ->
          Stream.empty();
    };
  }

  record AllOf(List<RowPredicate> terms) implements RowPredicate {
    public AllOf {
      terms = List.copyOf(terms);
    }
  }

  record AnyOf(List<RowPredicate> terms) implements RowPredicate {
    public AnyOf {
      terms = List.copyOf(terms);
    }
  }

  /// Does not match null, except that `NE` does.
  record ValueComparison(ColumnPlan column, ComparisonOperator comparison, Object value)
      implements RowPredicate {}

  enum ComparisonOperator {
    EQ,
    NE,
    GT,
    GTE,
    LT,
    LTE
  }

  /// @param negated whether the value must be none of them; null then matches
  record InList(ColumnPlan column, List<Object> values, boolean negated) implements RowPredicate {
    public InList {
      values = List.copyOf(values);
    }
  }

  /// Both bounds included.
  record Between(ColumnPlan column, Object low, Object high) implements RowPredicate {}

  /// Matches literal text, without wildcards.
  record TextMatch(ColumnPlan column, TextMatchMode matchMode, String text)
      implements RowPredicate {}

  enum TextMatchMode {
    CONTAINS,
    /// Compares in lower case, by PostgreSQL's `lower`.
    CONTAINS_IGNORING_CASE,
    STARTS_WITH,
    ENDS_WITH
  }

  /// @param column an array
  /// @param value of its element type
  record ArrayContains(ColumnPlan column, Object value) implements RowPredicate {}

  record IsNull(ColumnPlan column, boolean negated) implements RowPredicate {}

  /// The row refers to a row that the caller may read and that meets the condition, or lists such a
  /// row; or the number of its related rows meets it.
  ///
  /// @param condition on the target's columns; on [FieldPath#COUNT] if the relation is counted
  record Related(ApiView.VisibleRelation to, RowPredicate condition) implements RowPredicate {}

  /// @param text the search words as the user typed them
  record SearchMatch(TextSearch search, String text) implements RowPredicate {}
}
