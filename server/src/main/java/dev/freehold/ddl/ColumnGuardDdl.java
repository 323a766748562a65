package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.FUNCTION;
import static dev.freehold.ddl.DatabaseObject.Kind.TRIGGER;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Triggers that refuse changes of columns by the grants of the stored row. A policy cannot: it sees the
/// old row or the new one, and never both.
///
/// The condition of a trigger (`when`) cannot read other tables, and PostgreSQL would not drop a column
/// that it reads, so the grants are those of a function, one for each table. A row that keeps its value
/// costs no call of it. The function runs with the rights of the caller: the read policies of the tables
/// on a path apply. A trigger judges where row-level security does: `row_security_active` is false for a
/// migration, which may have to fill in values. A refusal reads like a violated CHECK constraint with
/// the name of the trigger.
///
/// @param triggers the prefix of the names of the triggers, before that of the column
/// @param functions the prefix of the names of the functions, before that of the table
/// @param message of a refusal, for the log of the database
record ColumnGuardDdl(String triggers, String functions, String message) {

  /// A change of a column that is allowed.
  ///
  /// @param words the change as it is displayed, with every column that its condition reads
  /// @param condition on the rows `old` and `new`; true of an allowed change
  record AllowedChange(ColumnPlan column, String words, String condition) {}

  /// The function of a table and a trigger for each column.
  ///
  /// @param changes at least one
  List<DatabaseObject> of(ResourcePlan resource, List<AllowedChange> changes) {
    List<DatabaseObject> objects = new ArrayList<>(List.of(function(resource, changes)));
    changes.forEach(change -> objects.add(trigger(resource.table(), change.column())));
    return objects;
  }

  private DatabaseObject function(ResourcePlan resource, List<AllowedChange> changes) {
    String name = functionName(resource.table());
    String cases =
        changes.stream()
            .map(
                c ->
                    "    when "
                        + SqlQuoting.stringLiteral(c.column().name()).strip()
                        + " then ("
                        + c.condition()
                        + ")\n")
            .collect(Collectors.joining());
    return DatabaseObject.replaceable(
        FUNCTION,
        TablePlan.SCHEMA + "." + functions + resource.table().name(),
        changes.stream()
            .map(c -> c.column().name() + ": " + c.words())
            .collect(Collectors.joining("; ")),
        List.of(),
        List.of(
            """
            create or replace function %s() returns trigger
              language plpgsql set search_path = '' as $$
            begin
              if (case tg_argv[0]
            %s  end) is not true then
                raise check_violation using
                  message = '%s',
                  schema = tg_table_schema, table = tg_table_name, constraint = tg_name;
              end if;
              return new;
            end
            $$\
            """
                .formatted(name, cases, message),
            "revoke execute on function " + name + "() from public"));
  }

  private DatabaseObject trigger(TablePlan table, ColumnPlan column) {
    String quoted = SqlQuoting.identifier(column.name());
    String trigger = triggers + column.name();
    return DatabaseObject.replaceable(
        TRIGGER,
        TablePlan.SCHEMA + "." + table.name() + "." + trigger,
        column.name() + " by " + functions + table.name(),
        List.of(AlterTriggerDdl.drop(table.name(), trigger)),
        List.of(
            "create trigger %s before update on %s\n  for each row when (old.%s is distinct from new.%s and row_security_active(old.tableoid)%s)\n  execute function %s(%s)"
                .formatted(
                    SqlQuoting.identifier(trigger),
                    SqlQuoting.qualified(TablePlan.SCHEMA, table.name()),
                    quoted,
                    quoted,
                    // A trigger that removes an id from a list is no caller.
                    isList(column) ? " and pg_trigger_depth() = 0" : "",
                    functionName(table),
                    SqlQuoting.stringLiteral(column.name()).strip())));
  }

  private static boolean isList(ColumnPlan column) {
    ColumnPlan.Reference reference = column.reference();
    return reference != null && reference.many();
  }

  private String functionName(TablePlan table) {
    return SqlQuoting.qualified(TablePlan.SCHEMA, functions + table.name());
  }
}
