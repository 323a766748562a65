package dev.freehold.query;

import dev.freehold.plan.Column;
import dev.freehold.plan.Relation;
import java.util.List;

/// What an answer shows of a row.
///
/// @param columns of the view's read set, in its order
public record Selection(View view, List<Column> columns, List<Included> included) {
  public Selection {
    columns = List.copyOf(columns);
    included = List.copyOf(included);
  }

  /// Everything that may be read, and nothing of other resources.
  public static Selection whole(View view) {
    return new Selection(view, view.read(), List.of());
  }

  /// Rows at the other end of a relation, each hop under its own view.
  ///
  /// @param limit the most rows of a relation that has many; 1 of another
  public record Included(Relation relation, Selection selection, int limit) {}
}
