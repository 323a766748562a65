package dev.freehold.migrate.plan;

import dev.freehold.ddl.AlterTableDdl;
import dev.freehold.ddl.ColumnDefinition;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.type.SqlQuoting;
import java.util.Objects;

/// Compiles a batched update of existing rows in the order of their primary key, `(user_id, id)`.
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
    String name = AlterTableDdl.qualified(table);
    return new Action.BatchedUpdate(
        """
        with page as (
               select "user_id", "id" from %1$s
                where ("user_id", "id") > (split_part($2, ' ', 1)::uuid, split_part($2, ' ', 2)::%2$s)
                order by "user_id", "id" limit $1),
             done as (
               update %1$s t set %3$s
                 from page p
                where t."user_id" = p."user_id" and t."id" = p."id" and %4$s
               returning 1)
        select (select count(*) from done) as changed,
               (select p."user_id" || ' ' || p."id" from page p
                 order by p."user_id" desc, p."id" desc limit 1) as last\
        """
            .formatted(name, id, change, needed),
        Action.BatchedUpdate.start(id));
  }

  /// A column of `t`.
  public static String of(String column) {
    return "t." + SqlQuoting.identifier(column);
  }
}
