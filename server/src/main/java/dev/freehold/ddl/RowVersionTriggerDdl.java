package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.FUNCTION;
import static dev.freehold.ddl.DatabaseObject.Kind.TRIGGER;

import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.type.SqlQuoting;
import java.util.List;

/// Increments the version and sets `updated_at` of a row in which a foreign key sets a reference to
/// null, or a trigger removes an id from a list. PostgreSQL runs that update itself, so no statement
/// of the server can do it.
///
/// The trigger is on tables with such a reference only, and its condition costs a statement of the
/// server no call of a function: `pg_trigger_depth()` is above 0 in an update that a trigger runs,
/// and foreign keys are triggers (PostgreSQL manual, 9.27.11). It names no column, so that columns
/// can be renamed, dropped and given another type.
public final class RowVersionTriggerDdl {
  private static final String NAME = "_row_changed";
  private static final String FUNCTION_NAME = SqlQuoting.qualified(TablePlan.SCHEMA, NAME);

  private RowVersionTriggerDdl() {}

  /// The function of all the triggers.
  static DatabaseObject function() {
    return DatabaseObject.replaceable(
        FUNCTION,
        TablePlan.SCHEMA + "." + NAME,
        "counts a change of a row",
        List.of(),
        List.of(
            """
            create or replace function %s() returns trigger
              language plpgsql set search_path = '' as $$
            begin
              new."_version" := old."_version" + 1;
              new."updated_at" := now();
              return new;
            end
            $$\
            """
                .formatted(FUNCTION_NAME),
            "revoke execute on function " + FUNCTION_NAME + "() from public"));
  }

  /// The trigger of a table, if the table needs one.
  static List<DatabaseObject> of(TablePlan table) {
    if (table.links().isEmpty()
        && table.foreignKeys().stream().noneMatch(k -> k.onDelete() == OnDelete.SET_NULL)) {
      return List.of();
    }
    return List.of(
        DatabaseObject.replaceable(
            TRIGGER,
            TablePlan.SCHEMA + "." + table.name() + "." + NAME,
            "when a foreign key sets null",
            List.of(AlterTriggerDdl.drop(table.name(), NAME)),
            List.of(
                "create trigger %s before update on %s\n  for each row when (pg_trigger_depth() > 0) execute function %s()"
                    .formatted(
                        SqlQuoting.identifier(NAME),
                        SqlQuoting.qualified(TablePlan.SCHEMA, table.name()),
                        FUNCTION_NAME))));
  }
}
