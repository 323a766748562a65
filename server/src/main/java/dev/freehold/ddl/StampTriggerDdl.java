package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.FUNCTION;
import static dev.freehold.ddl.DatabaseObject.Kind.TRIGGER;

import dev.freehold.ddl.RuleSql.RowReference;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.type.SqlQuoting;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// The trigger that sets the columns with a stamp, however a row is written: by a statement of the
/// server, by a foreign key that sets a reference to null, or by SQL. The role that serves requests has
/// no right to write these columns. Where row-level security does not apply, as for a migration and a
/// foreign key, a value that the statement gives a row which meets the condition stays.
///
/// The name of the trigger comes after those of all triggers that change or refuse a row, except
/// [FieldWriteTriggerDdl], which judges columns without a stamp: PostgreSQL runs triggers by name.
public final class StampTriggerDdl {
  private static final String NAME = "_stamps";
  private static final String FUNCTIONS = "_stamp_";

  private StampTriggerDdl() {}

  /// The function and the trigger of a table, if it has columns with a stamp.
  static List<DatabaseObject> of(TablePlan table) {
    List<ColumnPlan> columns = table.columns().stream().filter(c -> c.stamp() != null).toList();
    if (columns.isEmpty()) {
      return List.of();
    }
    String function = SqlQuoting.qualified(TablePlan.SCHEMA, FUNCTIONS + table.name());
    String words =
        columns.stream()
            .map(c -> c.name() + ": " + Objects.requireNonNull(c.stamp()).text())
            .collect(Collectors.joining("; "));
    return List.of(
        DatabaseObject.replaceable(
            FUNCTION,
            TablePlan.SCHEMA + "." + FUNCTIONS + table.name(),
            words,
            List.of(),
            List.of(
                """
                create or replace function %s() returns trigger
                  language plpgsql set search_path = '' as $$
                begin
                %s  return new;
                end
                $$\
                """
                    .formatted(
                        function,
                        columns.stream()
                            .map(StampTriggerDdl::assignment)
                            .collect(Collectors.joining())),
                "revoke execute on function " + function + "() from public")),
        DatabaseObject.replaceable(
            TRIGGER,
            TablePlan.SCHEMA + "." + table.name() + "." + NAME,
            words + ", by " + FUNCTIONS + table.name(),
            List.of(AlterTriggerDdl.drop(table.name(), NAME)),
            List.of(
                "create trigger %s before insert or update on %s\n  for each row execute function %s()"
                    .formatted(
                        SqlQuoting.identifier(NAME),
                        SqlQuoting.qualified(TablePlan.SCHEMA, table.name()),
                        function))));
  }

  /// In an insert, `old` is null (PostgreSQL manual, 41.10.1).
  private static String assignment(ColumnPlan column) {
    RowReference before = PolicyDdl.PolicyCondition.qualified("old");
    RowReference after = PolicyDdl.PolicyCondition.qualified("new");
    return """
      if %1$s is not true then
        %2$s := null;
      elsif tg_op = 'UPDATE' and %3$s then
        if row_security_active(tg_relid) then
          %2$s := %4$s;
        end if;
      elsif row_security_active(tg_relid) or %2$s is not distinct from %4$s then
        %2$s := %5$s;
      end if;
    """
        .formatted(
            StampSql.condition(column, after),
            after.column(column.name()),
            StampSql.condition(column, before),
            before.column(column.name()),
            StampSql.value(column, after));
  }

  /// The key of the trigger of a table.
  ///
  /// @param table without its schema
  public static DatabaseObjectKey trigger(String table) {
    return new DatabaseObjectKey(TRIGGER, table, NAME);
  }

  /// The key of the function of a table.
  ///
  /// @param table without its schema
  public static DatabaseObjectKey function(String table) {
    return new DatabaseObjectKey(FUNCTION, FUNCTIONS + table, "");
  }
}
