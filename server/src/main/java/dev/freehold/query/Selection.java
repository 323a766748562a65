package dev.freehold.query;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan.Relation;
import java.util.List;

/// The columns and relations of a row that a response contains.
///
/// @param columns of the view's read set, in its order
public record Selection(
    ResourceView view, List<ColumnPlan> columns, List<IncludedRelation> included) {
  public Selection {
    columns = List.copyOf(columns);
    included = List.copyOf(included);
  }

  /// All readable columns and no relations.
  public static Selection allColumns(ResourceView view) {
    return new Selection(view, view.readColumns(), List.of());
  }

  /// Whether it equals [#allColumns] of its view.
  public boolean isWhole() {
    return columns.equals(view.readColumns()) && included.isEmpty();
  }

  /// The rows of a relation, each level with its own view.
  ///
  /// @param limit the maximum number of rows of a to-many relation; 1 for a to-one relation
  public record IncludedRelation(Relation relation, Selection selection, int limit) {}
}
