package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.FUNCTION;
import static dev.freehold.ddl.DatabaseObject.Kind.TRIGGER;

import dev.freehold.ddl.ColumnGuardDdl.AllowedChange;
import dev.freehold.ddl.MoveSql.GrantedMove;
import dev.freehold.ddl.PolicyDdl.PolicyCondition;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.type.SqlQuoting;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The triggers that refuse a change of a value that is not one of its moves. A policy cannot: it
/// sees the old row or the new one, and never both.
///
/// Where owners and roles alone make the moves, the condition is that of the trigger (`when`), so that
/// PostgreSQL follows a rename of a column. Otherwise it is that of a function, see [ColumnGuardDdl].
public final class MoveTriggerDdl {
  private static final String PREFIX = "_moves_";
  private static final String FUNCTIONS = "_may_move_";
  private static final ColumnGuardDdl GUARD =
      new ColumnGuardDdl(PREFIX, FUNCTIONS, "the caller may not make this change in this row");
  private static final String FUNCTION_NAME =
      SqlQuoting.qualified(TablePlan.SCHEMA, "_refuse_move");

  private MoveTriggerDdl() {}

  /// The function of all the triggers with a condition, if there are any, and the triggers. A refusal
  /// reads like a violated CHECK constraint with the name of the trigger.
  static List<DatabaseObject> of(ApiPlan plan, List<ResourcePlan> resources) {
    List<DatabaseObject> triggers =
        resources.stream()
            .map(ResourcePlan::table)
            .flatMap(
                t ->
                    t.columns().stream()
                        .filter(c -> c.hasMoves() && !c.isMovedByRow())
                        .map(c -> of(t, c)))
            .toList();
    return Stream.of(
            triggers.isEmpty() ? Stream.<DatabaseObject>of() : Stream.of(function()),
            triggers.stream(),
            resources.stream().flatMap(r -> byRow(plan, r).stream()))
        .flatMap(objects -> objects)
        .toList();
  }

  private static List<DatabaseObject> byRow(ApiPlan plan, ResourcePlan resource) {
    PolicyCondition stored = PolicyCondition.ofOldRow(plan, resource);
    List<AllowedChange> changes =
        resource.table().columns().stream()
            .filter(ColumnPlan::isMovedByRow)
            .map(c -> allowed(resource.table().name(), c, stored))
            .toList();
    return changes.isEmpty() ? List.of() : GUARD.of(resource, changes);
  }

  private static AllowedChange allowed(String table, ColumnPlan column, PolicyCondition stored) {
    String name = SqlQuoting.identifier(column.name());
    List<GrantedMove> moves =
        column.moves().stream()
            .map(
                m ->
                    new GrantedMove(
                        m.from(), m.to(), "(" + stored.any(CrudOperation.UPDATE, m.grants()) + ")"))
            .toList();
    List<Grant> grants = column.moves().stream().flatMap(m -> m.grants().stream()).toList();
    return new AllowedChange(
        column,
        text(column) + PolicyDdl.through(table, grants),
        MoveSql.of("old." + name, "new." + name, moves));
  }

  private static String text(ColumnPlan column) {
    return column.moves().stream().map(Spec.Move::text).collect(Collectors.joining(", "));
  }

  private static DatabaseObject function() {
    return DatabaseObject.replaceable(
        FUNCTION,
        TablePlan.SCHEMA + "._refuse_move",
        "refuses a change",
        List.of(),
        List.of(
            """
            create or replace function %s() returns trigger
              language plpgsql set search_path = '' as $$
            begin
              raise check_violation using
                message = 'the change of the value is not one of its moves',
                schema = tg_table_schema, table = tg_table_name, constraint = tg_name;
            end
            $$\
            """
                .formatted(FUNCTION_NAME),
            "revoke execute on function " + FUNCTION_NAME + "() from public"));
  }

  private static DatabaseObject of(TablePlan table, ColumnPlan column) {
    String name = SqlQuoting.identifier(column.name());
    String owner = table.owner().map(ColumnPlan::name).orElse(null);
    List<GrantedMove> moves =
        column.moves().stream()
            .map(
                m ->
                    new GrantedMove(m.from(), m.to(), PolicyCondition.ofTrigger(m.grants(), owner)))
            .toList();
    return DatabaseObject.replaceable(
        TRIGGER,
        TablePlan.SCHEMA + "." + table.name() + "." + name(column.name()),
        text(column),
        List.of(AlterTriggerDdl.drop(table.name(), name(column.name()))),
        List.of(
            "create trigger %s before update on %s\n  for each row when (%s is not true and row_security_active(old.tableoid))\n  execute function %s()"
                .formatted(
                    SqlQuoting.identifier(name(column.name())),
                    SqlQuoting.qualified(TablePlan.SCHEMA, table.name()),
                    MoveSql.of("old." + name, "new." + name, moves),
                    FUNCTION_NAME)));
  }

  private static String name(String column) {
    return PREFIX + column;
  }

  /// The key of the trigger of a column.
  public static DatabaseObjectKey key(DatabaseObjectKey column) {
    return new DatabaseObjectKey(TRIGGER, column.table(), name(column.tablePart()));
  }

  /// The key of the function of a table.
  ///
  /// @param table without its schema
  public static DatabaseObjectKey function(String table) {
    return new DatabaseObjectKey(FUNCTION, FUNCTIONS + table, "");
  }

  /// The column of a trigger; null for another name.
  public static @Nullable String column(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : null;
  }
}
