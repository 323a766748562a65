package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.FUNCTION;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The triggers that lock the rows on which a write depends: `create: via thread where thread.locked =
/// false` locks the thread until the end of the transaction, so that nobody locks the thread between
/// the judgement and the commit. A change of the thread waits for the write, and a write waits for a
/// change of the thread and is then judged again, see [AccessRecheckDdl]; the triggers of moves and of
/// field writes judge after this one anyway, because PostgreSQL runs triggers by name.
///
/// Locked are the rows that single references lead to, up to the last one whose fields the condition
/// names. Rows that a path finds by the reference of theirs are not.
///
/// The function runs with the rights of the owner of the tables: a lock needs a policy for `update`,
/// and who may add a post need not be able to change its thread.
public final class RelatedRowLockDdl {
  private static final String TRIGGER_NAME = "_locks";
  private static final String FUNCTIONS = "_lock_rows_for_";

  private RelatedRowLockDdl() {}

  /// The policies of the locked tables, and a function and a trigger for each table whose access needs
  /// a lock.
  static List<DatabaseObject> of(ApiPlan plan) {
    List<DatabaseObject> objects = new ArrayList<>();
    Set<String> locked = new LinkedHashSet<>();
    for (ResourcePlan resource : plan.resourcesAndPeople()) {
      Map<CrudOperation, Set<List<Grant.Hop>>> paths = paths(resource);
      if (!paths.isEmpty()) {
        paths.values().stream()
            .flatMap(Set::stream)
            .flatMap(List::stream)
            .forEach(hop -> locked.add(hop.target()));
        objects.add(function(resource.table(), paths));
        objects.add(
            WriteTriggerSql.of(
                resource.table(),
                TRIGGER_NAME,
                paths.keySet(),
                FUNCTIONS + resource.table().name()));
      }
    }
    return Stream.concat(
            locked.stream()
                .flatMap(
                    table ->
                        OwnerFunctionDdl.LOCKS
                            .locking(plan.resource(table).table().name())
                            .stream()),
            objects.stream())
        .toList();
  }

  /// The paths to lock for each way of writing a row that needs it.
  private static Map<CrudOperation, Set<List<Grant.Hop>>> paths(ResourcePlan resource) {
    Map<CrudOperation, Set<List<Grant.Hop>>> paths = new EnumMap<>(CrudOperation.class);
    for (CrudOperation operation :
        List.of(CrudOperation.CREATE, CrudOperation.UPDATE, CrudOperation.DELETE)) {
      Stream<Grant> others =
          operation == CrudOperation.UPDATE
              ? resource.table().columns().stream().flatMap(RelatedRowLockDdl::ofColumn)
              : Stream.of();
      Set<List<Grant.Hop>> locked =
          Stream.concat(resource.access().of(operation).stream(), others)
              .map(RelatedRowLockDdl::path)
              .filter(path -> !path.isEmpty())
              .collect(Collectors.toCollection(LinkedHashSet::new));
      if (!locked.isEmpty()) {
        paths.put(operation, locked);
      }
    }
    return paths;
  }

  /// Who may change the value of a column in a stored row.
  private static Stream<Grant> ofColumn(ColumnPlan column) {
    return Stream.concat(
        column.writers().stream(), column.moves().stream().flatMap(move -> move.grants().stream()));
  }

  /// Whether the condition of a grant depends on a row that is locked.
  static boolean isLocked(Grant grant) {
    return !path(grant).isEmpty();
  }

  /// The references from a row to the last row whose fields the condition of a grant names; empty if it
  /// names none.
  private static List<Grant.Hop> path(Grant grant) {
    Rule condition = grant.condition();
    if (condition == null || !(grant.subject() instanceof Grant.Through through)) {
      return List.of();
    }
    StringBuilder name = new StringBuilder();
    int locked = 0;
    for (int i = 0; i < through.path().size() && !through.path().get(i).isToMany(); i++) {
      name.append(through.path().get(i).relation()).append('.');
      if (condition.columns().stream()
          .anyMatch(
              c -> c.startsWith(name.toString()) && c.lastIndexOf('.') == name.length() - 1)) {
        locked = i + 1;
      }
    }
    return through.path().subList(0, locked);
  }

  private static DatabaseObject function(
      TablePlan table, Map<CrudOperation, Set<List<Grant.Hop>>> paths) {
    return OwnerFunctionDdl.LOCKS.function(
        FUNCTIONS + table.name(),
        words(table, paths),
        WriteTriggerSql.branches(
            paths.keySet(),
            operation ->
                Objects.requireNonNull(paths.get(operation)).stream()
                    .flatMap(path -> locks(path, WriteTriggerSql.rows(operation)).stream())
                    .distinct()
                    .map(sql -> "    perform " + sql + ";\n")
                    .collect(Collectors.joining())),
        WriteTriggerSql.ROW);
  }

  /// The locked rows as they are displayed, with every column that the function reads.
  private static String words(TablePlan table, Map<CrudOperation, Set<List<Grant.Hop>>> paths) {
    return paths.entrySet().stream()
        .map(
            e ->
                WriteTriggerSql.event(e.getKey())
                    + ": "
                    + e.getValue().stream()
                        .map(
                            path ->
                                path.stream()
                                    .map(Grant.Hop::relation)
                                    .collect(Collectors.joining(".")))
                        .collect(Collectors.joining(", "))
                    + PolicyDdl.through(
                        table.name(),
                        e.getValue().stream()
                            .<Grant>map(path -> new Grant.Through(new Grant.User(), path, null))
                            .toList()))
        .collect(Collectors.joining("; "));
  }

  /// A lock of each row on the path, from the nearest on: once a row is locked, its references stay.
  ///
  /// @param rows of the trigger, `old` and `new`
  private static List<String> locks(List<Grant.Hop> path, List<String> rows) {
    List<String> statements = new ArrayList<>();
    String keys =
        rows.stream()
            .map(row -> row + "." + SqlQuoting.identifier(path.getFirst().column()))
            .collect(Collectors.joining(", ", "(", ")"));
    for (int i = 0; i < path.size(); i++) {
      String table = SqlQuoting.qualified(TablePlan.SCHEMA, path.get(i).target());
      statements.add(
          "from %s as r where r.\"id\" in %s order by r.\"id\" for share".formatted(table, keys));
      if (i + 1 < path.size()) {
        keys =
            "(select b.%s from %s as b where b.\"id\" in %s)"
                .formatted(SqlQuoting.identifier(path.get(i + 1).column()), table, keys);
      }
    }
    return statements;
  }

  /// The key of the function of a table.
  ///
  /// @param table without its schema
  public static DatabaseObjectKey function(String table) {
    return new DatabaseObjectKey(FUNCTION, FUNCTIONS + table, "");
  }
}
