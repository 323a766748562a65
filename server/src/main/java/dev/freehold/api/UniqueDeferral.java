package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.WriteOperation.PreparedWrite;
import dev.freehold.api.WrittenRows.WrittenRow;
import dev.freehold.db.Database;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.RowScope;
import dev.freehold.sql.UniqueDeferralSql;
import dev.freehold.sql.UniqueDeferralSql.ConflictSql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Lets the end state of a write with several statements decide about unique sets, so that two rows
/// can swap their values.
///
/// A write runs with immediate checks first, which cost nothing and name the row. Only if a value
/// is taken, it runs again with deferred checks.
final class UniqueDeferral {
  private final Map<String, ResourceConflicts> resources = new HashMap<>();
  private final UniqueDeferralSql sql;
  private final StatementRunner statements;

  private record ResourceConflicts(ResourcePlan plan, ConflictSql sql) {}

  UniqueDeferral(OperationDependencies dependencies) {
    this.sql = new UniqueDeferralSql(dependencies.api());
    for (ResourcePlan plan : dependencies.api().resources()) {
      if (plan.table().uniques().stream().anyMatch(TablePlan.Unique::isDeferrable)) {
        resources.put(plan.name(), new ResourceConflicts(plan, sql.conflicts(plan)));
      }
    }
    this.statements =
        new StatementRunner(
            ConstraintErrorMapper.forUniqueSets(dependencies.api()), dependencies.schema());
  }

  /// Whether the write may succeed with deferred checks.
  static boolean mayResolve(PreparedWrite write, Throwable failure) {
    return write.kind() == PreparedWrite.Kind.END_STATE_TRANSACTION
        && failure instanceof ProblemException known
        && known.problem() instanceof Problem.Conflict(List<Problem.Violation> details)
        && !known.problem().equals(ConstraintErrorMapper.KEY_IN_PROGRESS)
        && details.stream().anyMatch(v -> v.code().equals(ViolationCode.TAKEN));
  }

  /// The same write with checks at its end.
  PreparedWrite deferred(PreparedWrite write) {
    return new PreparedWrite(
        PreparedWrite.Kind.TRANSACTION,
        write.cost(),
        database -> {
          WrittenRows written = WrittenRows.of(database);
          return statements
              .run(database, sql.defer(), Collectors.counting())
              .compose(_ -> write.work().runOn(written))
              .compose(
                  reply ->
                      requireUnique(database, written.rows())
                          // Also waits for concurrent transactions that write the same values.
                          .compose(
                              _ -> statements.run(database, sql.check(), Collectors.counting()))
                          .map(reply));
        });
  }

  private record Group(String resource, RowScope scope) {}

  /// Fails with the place of a row that breaks a unique set.
  private Future<Void> requireUnique(Database database, List<WrittenRow> rows) {
    Map<Group, Map<Object, Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      WrittenRow row = rows.get(i);
      if (resources.containsKey(row.resource())) {
        groups
            .computeIfAbsent(new Group(row.resource(), row.scope()), _ -> new HashMap<>())
            .put(row.id(), i);
      }
    }
    List<Future<Map<Integer, TablePlan.Unique>>> found = new ArrayList<>();
    groups.forEach((group, positions) -> found.add(conflicts(database, group, positions)));
    return Future.all(found)
        .compose(
            _ -> {
              TreeMap<Integer, TablePlan.Unique> all = new TreeMap<>();
              found.forEach(part -> all.putAll(part.result()));
              if (all.isEmpty()) {
                return Future.succeededFuture();
              }
              Map.Entry<Integer, TablePlan.Unique> first = all.firstEntry();
              Throwable taken = ConstraintErrorMapper.taken(first.getValue()).toException();
              String place = rows.get(first.getKey()).place();
              return Future.failedFuture(
                  place.isEmpty() ? taken : ViolationPathPrefix.prepend(place, taken));
            });
  }

  /// The broken sets by the position of the row that breaks them: of two rows of the request that
  /// share a value, the later one.
  private Future<Map<Integer, TablePlan.Unique>> conflicts(
      Database database, Group group, Map<Object, Integer> positions) {
    ResourceConflicts resource = Objects.requireNonNull(resources.get(group.resource()));
    return statements.run(
        database,
        resource.sql().of(group.scope(), List.copyOf(positions.keySet())),
        Collectors.toMap(
            (Row row) ->
                Math.max(
                    Objects.requireNonNull(positions.get(row.getValue(0))),
                    positions.getOrDefault(row.getValue(1), 0)),
            row -> resource.plan().table().uniques().get(row.getInteger(2)),
            (one, _) -> one));
  }
}
