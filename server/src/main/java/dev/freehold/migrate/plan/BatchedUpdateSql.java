package dev.freehold.migrate.plan;

import dev.freehold.ddl.AlterTableDdl;
import dev.freehold.ddl.ColumnDefinition;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.type.SqlQuoting;
import java.util.Objects;

/// Compiles a batched update of existing rows in the order of their primary key.
final class BatchedUpdateSql {
  private BatchedUpdateSql() {}

  /// @param table the name of the table when the step runs
  /// @param needed a condition on `t` that is true if the row must be changed
  /// @param change the assignments, as the list after `set`
  public static Action.BatchedUpdate of(
      MigrationPlanBuilder builder, String table, String change, String needed) {
    String id =
        ColumnDefinition.of(
                Objects.requireNonNull(
                    builder.definition(DatabaseObjectKey.column(table, "id").toString())))
            .type();
    boolean owned = builder.has(DatabaseObjectKey.column(table, "user_id"));
    PrimaryKeyOrder order = new PrimaryKeyOrder(owned, id);
    return new Action.BatchedUpdate(
        """
        with page as (
               select %2$s from %1$s
                where %3$s
                order by %2$s limit $1),
             done as (
               update %1$s t set %4$s
                 from page p
                where %5$s and %6$s
               returning 1)
        select (select count(*) from done) as changed,
               (%7$s) as last\
        """
            .formatted(
                AlterTableDdl.qualified(table),
                order.columns(""),
                order.isAfterStart(""),
                change,
                order.isSameRow("t", "p"),
                needed,
                order.lastOf("page")),
        order.start());
  }

  /// A column of `t`.
  public static String of(String column) {
    return "t." + SqlQuoting.identifier(column);
  }
}
