package dev.freehold.sql;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.sql.RelationSql.ReadableRows;
import dev.freehold.type.SqlQuoting;
import org.jspecify.annotations.Nullable;

/// The columns of a row as its caller reads them: a column is null in a row in which the caller may not
/// read it. Whatever a statement returns, and whatever tells of its values, takes them from here. Filters,
/// orders and figures need not: they name only [ResourceView#queryColumns].
///
/// @param readable the condition on the rows in which the caller may read a column
record ReadableColumnSql(ReadableRows readable) {
  /// @param alias of the row
  /// @param column of the view's read set
  String of(ResourceView view, String alias, ColumnPlan column) {
    String stored = alias + "." + SqlQuoting.identifier(column.name());
    Extent rows = view.readRows(column);
    return rows instanceof Extent.All
        ? stored
        : "(case when %s then %s end)"
            .formatted(readable.condition(rows, alias, view.plan()), stored);
  }

  /// The reference of a relation to one row, or the list of a relation to several.
  ///
  /// @param relation whose column is one of the view's read set
  String ofReference(ResourceView view, String alias, Relation relation) {
    return of(view, alias, view.column(relation.column()).orElseThrow());
  }

  /// Whether the caller reads a column in the row.
  ///
  /// @param column of the view's read set
  /// @return null for a column that the caller reads in every row
  @Nullable String isShown(ResourceView view, String alias, ColumnPlan column) {
    Extent rows = view.readRows(column);
    return rows instanceof Extent.All
        ? null
        : readable.condition(rows, alias, view.plan()) + " is true";
  }
}
