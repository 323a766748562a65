package dev.freehold.sql;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ApiView.VisibleRelation;
import dev.freehold.query.FieldPath;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.type.SqlQuoting;
import org.jspecify.annotations.Nullable;

/// The rows that a row is related to, as far as the caller may read them, as `from` items.
///
/// @param readable the condition on the rows that the caller may read
record RelationSql(ReadableRows readable) {
  /// No table has a name that begins so, so an alias hides no table.
  private static final String ALIAS = "_rel";

  /// [AccessPredicate#forRead] or [AccessPredicate#forChange].
  interface ReadableRows {
    String condition(@Nullable Extent extent, String alias, ResourcePlan plan);
  }

  /// A row in a statement.
  ///
  /// @param depth the number of relations that lead to it
  record RelatingRow(ResourcePlan plan, String alias, int depth) {
    RelatingRow(ResourcePlan plan, String alias) {
      this(plan, alias, 0);
    }

    private RelatingRow related(ResourceView target) {
      return new RelatingRow(target.plan(), ALIAS + (depth + 1), depth + 1);
    }

    /// The value of a column, by its name.
    String column(String name) {
      return alias + "." + SqlQuoting.identifier(name);
    }
  }

  /// @param row the related row; of a to-many relation, a row with the one column
  ///     [FieldPath#COUNT]
  /// @param from its `from` item
  /// @param condition that it is the related row
  record RelatedItem(RelatingRow row, String from, String condition) {}

  RelatedItem follow(RelatingRow from, VisibleRelation to) {
    RelatingRow row = from.related(to.target());
    String table = TableSql.of(row.plan()) + " as " + row.alias();
    String visible =
        readable.condition(
            to.target().rowExtent(CrudOperation.READ).orElse(null), row.alias(), row.plan());
    String column = to.relation().column();
    if (!to.relation().many()) {
      String id = row.alias() + "." + TableSql.id(row.plan());
      return new RelatedItem(row, table, id + " = " + from.column(column) + " and " + visible);
    }
    String count =
        "lateral (select count(*) as %s from %s where %s = %s and %s) as %s"
            .formatted(
                SqlQuoting.identifier(FieldPath.COUNT.name()),
                table,
                row.column(column),
                from.alias() + "." + TableSql.id(from.plan()),
                visible,
                row.alias());
    return new RelatedItem(row, count, "true");
  }
}
