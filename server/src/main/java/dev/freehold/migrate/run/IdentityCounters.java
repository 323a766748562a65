package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.plan.TablePlan;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.SqlQuoting;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The counters of integer ids: the sequences of the identity columns in schema `app`.
///
/// A counter is not part of the schema, so neither the ledger nor drift detection covers it. It
/// lies behind its table after rows were inserted with explicit ids (`overriding system value`).
/// Each insert then gets an id that is taken, until the counter has passed them.
public final class IdentityCounters {
  /// The time limit for reading the largest ids if that takes no lock.
  public static final Duration UNHURRIED = Duration.ofMinutes(5);

  /// The most time that requests wait for a lock of this class.
  private static final Duration LOCKED = Duration.ofMillis(500);

  private static final int TRIES = 5;

  private static final String ALL =
      """
      select c.relname::text as name, a.attname::text as id, s.relname::text as sequence
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p')
        join pg_namespace n on n.oid = c.relnamespace and n.nspname = $1
        join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
          and d.refobjsubid = a.attnum and d.classid = 'pg_class'::regclass and d.deptype = 'i'
        join pg_class s on s.oid = d.objid and s.relkind = 'S' and s.relnamespace = n.oid
       where a.attidentity <> '' and not a.attisdropped
       order by 1\
      """;

  private final AdminConnection connection;
  private final boolean bound;
  private final Duration limit;

  /// @param bound whether row-level security binds the login, so that a table must be locked to see
  ///     its rows
  /// @param limit the time limit for reading the largest ids of all tables without a lock
  public IdentityCounters(AdminConnection connection, boolean bound, Duration limit) {
    this.connection = connection;
    this.bound = bound;
    this.limit = limit;
    // With this path, objects in `public` cannot capture names.
    connection.execute("set search_path = pg_catalog");
  }

  /// A counter whose next ids are taken.
  ///
  /// @param table the table, without its schema
  /// @param last the last id that the counter gave; 0 for a new counter
  /// @param largest the largest id in the table
  public record LaggingCounter(String table, long last, long largest) {}

  /// Returns the counters that lie behind, by table name. Changes nothing.
  ///
  /// Reads the rows beyond each counter: an index lookup if an index starts with the id, else a
  /// scan.
  ///
  /// @throws DatabaseException `TIMEOUT` or `LOCKED` if the rows could not be read in time
  public List<LaggingCounter> lagging() {
    return lagging(counters());
  }

  /// Advances the counters that lie behind to the largest ids of their tables.
  ///
  /// @return the advanced counters
  /// @throws DatabaseException as [#lagging] does, and if the login may not set a counter
  public List<LaggingCounter> advance() {
    return advance(counters());
  }

  /// Same as [#advance()] for one table.
  ///
  /// @return empty also if the table has no counter
  public Optional<LaggingCounter> advance(String table) {
    return advance(counters().stream().filter(c -> c.table().equals(table)).toList()).stream()
        .findFirst();
  }

  private record Counter(String table, String idColumn, String sequenceName) {
    String rows() {
      return SqlQuoting.qualified(TablePlan.SCHEMA, table);
    }

    String sequence() {
      return SqlQuoting.qualified(TablePlan.SCHEMA, sequenceName);
    }

    /// The last id that the counter gave. A new counter has not yet given its `last_value`.
    String position() {
      return "select "
          + SqlQuoting.stringLiteral(table)
          + "::text as name, last_value - case when is_called then 0 else 1 end as value from "
          + sequence();
    }

    /// The largest id beyond `last`. PostgreSQL 18 finds it in the primary key by a skip scan. A row
    /// with the last id there is does not count: the counter could give no id after it.
    String largest(long last) {
      String id = SqlQuoting.identifier(idColumn);
      return "select "
          + SqlQuoting.stringLiteral(table)
          + "::text as name, max("
          + id
          + ") as value from "
          + rows()
          + " where "
          + id
          + " > "
          + last
          + " and "
          + id
          + " < "
          + ScalarType.MAX_INTEGER_ID;
    }
  }

  private List<Counter> counters() {
    return connection.query(ALL, Tuple.of(TablePlan.SCHEMA)).stream()
        .map(
            row ->
                new Counter(row.getString("name"), row.getString("id"), row.getString("sequence")))
        .toList();
  }

  private List<LaggingCounter> lagging(List<Counter> counters) {
    if (counters.isEmpty()) {
      return List.of();
    }
    Map<String, Long> last = values(counters, Counter::position, List.of());
    // Lock each table briefly, and never two at the same time.
    List<List<Counter>> parts =
        bound ? counters.stream().map(List::of).toList() : List.of(counters);
    List<LaggingCounter> lagging = new ArrayList<>();
    for (List<Counter> part : parts) {
      Map<String, Long> largest =
          retried(
              () ->
                  values(
                      part,
                      c -> c.largest(last.getOrDefault(c.table(), 0L)),
                      part.stream().map(Counter::rows).toList()));
      largest.forEach(
          (table, id) -> lagging.add(new LaggingCounter(table, last.getOrDefault(table, 0L), id)));
    }
    return List.copyOf(lagging);
  }

  /// One statement for all counters. Tables without a value are left out.
  ///
  /// @param tables the tables to read, quoted
  private Map<String, Long> values(
      List<Counter> counters, Function<Counter, String> select, List<String> tables) {
    String sql = counters.stream().map(select).collect(Collectors.joining(" union all "));
    RowSecurityBypass rows = RowSecurityBypass.of(connection, bound, tables);
    connection.execute("begin");
    try {
      settings(rows.locks() ? LOCKED : limit);
      rows.removeForce();
      Map<String, Long> values = new HashMap<>();
      for (Row row : connection.query(sql + " order by 1", Tuple.tuple())) {
        Long value = row.getLong("value");
        if (value != null) {
          values.put(row.getString("name"), value);
        }
      }
      return values;
    } finally {
      connection.execute("rollback");
    }
  }

  private List<LaggingCounter> advance(List<Counter> counters) {
    Map<String, Counter> byTable =
        counters.stream().collect(Collectors.toMap(Counter::table, Function.identity()));
    return lagging(counters).stream()
        .filter(
            behind -> {
              Counter counter = byTable.get(behind.table());
              return counter != null && retried(() -> set(counter, behind.largest()));
            })
        .toList();
  }

  /// Locks the table against inserts, so that the counter does not move between the comparison and
  /// `setval`, which would set it back. Reads continue.
  private boolean set(Counter counter, long largest) {
    return connection.inTransaction(
        () -> {
          settings(LOCKED);
          connection.execute("lock table " + counter.rows() + " in share row exclusive mode");
          return !connection
              .query(
                  "select setval(s.tableoid::regclass, $1) from "
                      + counter.sequence()
                      + " s where s.last_value < $1 or (s.last_value = $1 and not s.is_called)",
                  Tuple.of(largest))
              .isEmpty();
        });
  }

  private void settings(Duration statementTimeout) {
    connection.query(
        """
        select set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true),
               set_config('search_path', 'pg_catalog', true)\
        """,
        Tuple.of(statementTimeout.toMillis() + "ms", LOCKED.toMillis() + "ms"));
  }

  /// Retries, because another session may hold a lock for a while.
  private static <T> T retried(Supplier<T> work) {
    MigrationBackoff backoff = new MigrationBackoff(Duration.ofMillis(100));
    for (int attempt = 1; ; attempt++) {
      try {
        return work.get();
      } catch (DatabaseException e) {
        if (attempt == TRIES || !MigrationFailureClassifier.isRetryable(e)) {
          throw e;
        }
        backoff.sleepNext();
      }
    }
  }
}
