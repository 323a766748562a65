package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.migrate.plan.MigrationPlan;
import dev.freehold.migrate.plan.MigrationPlanner.DatabaseStatistics;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Counts the rows at risk of a plan. Changes nothing.
public final class AtRiskRowCounter {
  /// The timeout of a count that takes no lock.
  private static final Duration COUNTING = Duration.ofMinutes(5);

  /// The timeout of a count while the table is locked.
  private static final Duration COUNTING_LOCKED = Duration.ofMillis(500);

  private static final int TRIES = 10;

  /// SQLSTATEs for an undefined column, table, schema, function and type (PostgreSQL manual,
  /// appendix A).
  private static final Set<String> UNDEFINED = Set.of("42703", "42P01", "3F000", "42883", "42704");

  /// `reltuples` is -1 for a table that was never analyzed. The number of rows is then estimated
  /// from its size, at 100 bytes a row.
  private static final String FACTS =
      """
      select c.relname::text as name,
             case when c.reltuples >= 0 then c.reltuples::bigint
                  else pg_relation_size(c.oid) / 100 end as rows,
             current_setting('server_version_num')::integer / 10000 as major
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'app' and c.relkind in ('r', 'p')\
      """;

  private final AdminConnection connection;
  private final boolean bound;

  /// @param bound whether row-level security binds the login, so that a plain count would see no
  ///     rows
  public AtRiskRowCounter(AdminConnection connection, boolean bound) {
    this.connection = connection;
    this.bound = bound;
  }

  public DatabaseStatistics facts(int major) {
    Map<String, Long> rows = new HashMap<>();
    for (Row row : connection.query(FACTS, Tuple.tuple())) {
      rows.put(row.getString("name"), row.getLong("rows"));
    }
    return new DatabaseStatistics(rows, major);
  }

  /// Returns the plan with its rows at risk counted.
  ///
  /// @throws MigrationRefusedException if the rows cannot be counted in time
  public MigrationPlan counted(MigrationPlan plan) {
    List<MigrationStep> steps = new ArrayList<>();
    for (MigrationStep step : plan.steps()) {
      steps.add(step.atRisk().map(r -> counted(step, r)).orElse(step));
    }
    return new MigrationPlan(plan.from(), plan.to(), steps);
  }

  /// Counts the rows at risk of steps that were planned for another database. Rows stay uncounted
  /// if an earlier step creates the table or column that they are in.
  public List<MigrationStep> countedWherePossible(List<MigrationStep> steps) {
    List<MigrationStep> counted = new ArrayList<>();
    for (MigrationStep step : steps) {
      counted.add(step.atRisk().map(r -> countedWherePossible(step, r)).orElse(step));
    }
    return counted;
  }

  private MigrationStep countedWherePossible(MigrationStep step, RowsAtRisk atRisk) {
    try {
      return counted(step, atRisk);
    } catch (DatabaseException e) {
      String state = e.sqlState();
      if (state != null && UNDEFINED.contains(state)) {
        return step;
      }
      throw e;
    }
  }

  private MigrationStep counted(MigrationStep step, RowsAtRisk atRisk) {
    Row counts = count(step, atRisk);
    String examples = counts.size() > 1 ? counts.getString(1) : null;
    return step.counted(counts.getLong(0), Objects.requireNonNullElse(examples, ""));
  }

  private Row count(MigrationStep step, RowsAtRisk atRisk) {
    RowSecurityBypass rows = RowSecurityBypass.of(connection, bound, List.of(atRisk.countSql()));
    MigrationBackoff backoff = new MigrationBackoff(Duration.ofMillis(200));
    for (int attempt = 1; ; attempt++) {
      try {
        return count(atRisk, rows);
      } catch (DatabaseException e) {
        boolean inTheWay =
            MigrationFailureClassifier.isRetryable(e)
                || e.kind() == DatabaseException.FailureKind.TIMEOUT;
        if (!inTheWay || (!rows.locks() && attempt > 1)) {
          throw e;
        }
        if (attempt == TRIES) {
          throw new MigrationRefusedException(
              "The " + atRisk.description() + " could not be counted: " + e.reason() + ".",
              List.of(step.description()),
              "Nothing was changed. The login owns the tables, and row-level security binds it, so"
                  + " that it must lock them to count. Use a login with BYPASSRLS, or a quieter"
                  + " hour.",
              e);
        }
        backoff.sleepNext();
      }
    }
  }

  /// Rolls back the changes that were needed to count.
  private Row count(RowsAtRisk atRisk, RowSecurityBypass rows) {
    connection.execute("begin");
    try {
      Duration limit = rows.locks() ? COUNTING_LOCKED : COUNTING;
      connection.query(
          """
          select set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true),
                 set_config('search_path', 'pg_catalog', true)\
          """,
          Tuple.of(limit.toMillis() + "ms", COUNTING_LOCKED.toMillis() + "ms"));
      rows.removeForce();
      return connection.query(atRisk.countSql(), Tuple.tuple()).getFirst();
    } finally {
      connection.execute("rollback");
    }
  }
}
