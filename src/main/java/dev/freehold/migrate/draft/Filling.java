package dev.freehold.migrate.draft;

import dev.freehold.ddl.alter.Alter;
import dev.freehold.ddl.alter.ColumnDefinition;
import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.plan.Work;
import dev.freehold.type.sql.SqlText;
import java.util.Objects;

/// Gives rows that are there a value, some at a time and in the order of their primary key, `(user_id, id)`.
public final class Filling {
  private static final String NIL = "00000000-0000-0000-0000-000000000000";

  private Filling() {}

  /// @param table as it is called when the step runs
  /// @param needed a condition on `t`, true of a row that is to be changed
  /// @param change what becomes of it, as the list behind `set`
  public static Work.Batches of(Draft draft, String table, String change, String needed) {
    String id =
        ColumnDefinition.of(
                Objects.requireNonNull(draft.definition(Key.column(table, "id").toString())))
            .type();
    String name = Alter.qualified(table);
    return new Work.Batches(
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
        NIL + " " + (id.equals("uuid") ? NIL : Long.toString(Long.MIN_VALUE)));
  }

  /// A column of `t`.
  public static String of(String column) {
    return "t." + SqlText.identifier(column);
  }
}
