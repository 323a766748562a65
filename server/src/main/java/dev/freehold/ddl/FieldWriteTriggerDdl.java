package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.FUNCTION;
import static dev.freehold.ddl.DatabaseObject.Kind.TRIGGER;

import dev.freehold.ddl.PolicyDdl.PolicyCondition;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The triggers that refuse a change of a field by a caller who may not write it in this row. A policy
/// cannot: it sees the old row or the new one, and never both.
///
/// The condition of a trigger (`when`) cannot read other tables, so the grants are those of a function,
/// one for each table. A row that keeps its value costs no call of it. The function runs with the rights
/// of the caller: the read policies of the tables on a path apply. A trigger judges where row-level
/// security does, as the triggers of moves do.
public final class FieldWriteTriggerDdl {
  private static final String PREFIX = "_writes_";
  private static final String FUNCTION_PREFIX = "_may_write_";

  private FieldWriteTriggerDdl() {}

  /// The function of a table and a trigger for each field that callers may write in some rows only. A
  /// refusal reads like a violated CHECK constraint with the name of the trigger.
  static List<DatabaseObject> of(ApiPlan plan, ResourcePlan resource) {
    List<ColumnPlan> columns =
        resource.updateFields().stream()
            .map(WriteField::column)
            .filter(ColumnPlan::isWrittenByRow)
            .toList();
    if (columns.isEmpty()) {
      return List.of();
    }
    List<DatabaseObject> objects = new ArrayList<>(List.of(function(plan, resource, columns)));
    columns.forEach(column -> objects.add(trigger(resource.table(), column)));
    return objects;
  }

  private static DatabaseObject function(
      ApiPlan plan, ResourcePlan resource, List<ColumnPlan> columns) {
    String table = resource.table().name();
    String name = functionName(table);
    PolicyCondition stored = PolicyCondition.ofOldRow(plan, resource);
    String cases =
        columns.stream()
            .map(
                c ->
                    "    when "
                        + SqlQuoting.stringLiteral(c.name()).strip()
                        + " then ("
                        + stored.any(CrudOperation.UPDATE, c.writers())
                        + ")\n")
            .collect(Collectors.joining());
    return DatabaseObject.replaceable(
        FUNCTION,
        TablePlan.SCHEMA + "." + FUNCTION_PREFIX + table,
        columns.stream()
            .map(
                c ->
                    c.name()
                        + ": "
                        + Access.text(c.writers())
                        + PolicyDdl.through(table, c.writers()))
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
                  message = 'the caller may not write the field in this row',
                  schema = tg_table_schema, table = tg_table_name, constraint = tg_name;
              end if;
              return new;
            end
            $$\
            """
                .formatted(name, cases),
            "revoke execute on function " + name + "() from public"));
  }

  private static DatabaseObject trigger(TablePlan table, ColumnPlan column) {
    String quoted = SqlQuoting.identifier(column.name());
    String trigger = name(column.name());
    String function = functionName(table.name());
    return DatabaseObject.replaceable(
        TRIGGER,
        TablePlan.SCHEMA + "." + table.name() + "." + trigger,
        "by " + FUNCTION_PREFIX + table.name(),
        List.of(AlterTriggerDdl.drop(table.name(), trigger)),
        List.of(
            "create trigger %s before update on %s\n  for each row when (old.%s is distinct from new.%s and row_security_active(old.tableoid))\n  execute function %s(%s)"
                .formatted(
                    SqlQuoting.identifier(trigger),
                    SqlQuoting.qualified(TablePlan.SCHEMA, table.name()),
                    quoted,
                    quoted,
                    function,
                    SqlQuoting.stringLiteral(column.name()).strip())));
  }

  private static String functionName(String table) {
    return SqlQuoting.qualified(TablePlan.SCHEMA, FUNCTION_PREFIX + table);
  }

  private static String name(String column) {
    return PREFIX + column;
  }

  /// The key of the trigger of a column.
  public static DatabaseObjectKey key(DatabaseObjectKey column) {
    return new DatabaseObjectKey(TRIGGER, column.table(), name(column.tablePart()));
  }

  /// The column of a trigger; null for another name.
  public static @Nullable String column(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : null;
  }
}
