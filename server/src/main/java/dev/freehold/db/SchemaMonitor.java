package dev.freehold.db;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Notices that the tables are no longer those that this server was started for: another program
/// migrated the database to another spec. Compares them with the catalog every ten seconds, and
/// after a failed statement. While they differ, this server is not ready.
///
/// Stricter constraints, policies and grants leave this server ready, since it still serves most
/// requests. A statement that they refuse is explained by their change.
public final class SchemaMonitor {
  private static final int RETRY_AFTER_SECONDS = 5;
  private static final long TICK_MILLIS = 2_000;

  /// Ticks between two comparisons while the tables do not differ.
  private static final int QUIET_TICKS = 5;

  /// 22003 numeric_value_out_of_range
  private static final String OUT_OF_RANGE = "22003";

  /// What a database with other rules refuses with (PostgreSQL manual, appendix A):
  /// insufficient_privilege, undefined_object (a constraint), and the integrity constraint
  /// violations.
  private static final Set<String> REFUSED =
      Set.of("42501", "42704", "23001", "23502", "23503", "23505", "23514");

  /// Reads the catalog alone: the functions that write a definition fail if a column is dropped at
  /// the same time.
  private static final String RULES =
      """
      select md5(coalesce(string_agg(x, ' ' order by x collate "C"), '')) as rules from (
        select r.relname || ' ' || coalesce(r.relacl::text, '') as x
          from pg_class r where r.relnamespace = to_regnamespace($4::text)
           and r.relname = any($1::text[])
        union all
        select r.relname || '.' || a.attname || ' ' || a.attnotnull || coalesce(a.attacl::text, '')
          from pg_class r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0
           and not a.attisdropped
         where r.relnamespace = to_regnamespace($4::text) and r.relname = any($1::text[])
        union all
        select r.relname || '.' || k.conname || ' ' || k.contype::text || k.conkey::text
            || coalesce(k.confkey::text, '') || k.confrelid::text || coalesce(k.conbin::text, '')
          from pg_class r join pg_constraint k on k.conrelid = r.oid
         where r.relnamespace = to_regnamespace($4::text) and r.relname = any($1::text[])
        union all
        select r.relname || '.' || p.polname || ' ' || p.polcmd::text
            || coalesce(p.polqual::text, '') || coalesce(p.polwithcheck::text, '')
          from pg_class r join pg_policy p on p.polrelid = r.oid
         where r.relnamespace = to_regnamespace($4::text) and r.relname = any($1::text[])) s\
      """;

  private static final String COMPARE =
      """
      select e.t || '.' || e.c || case when a.attname is null then ' is missing'
          else ' is of type ' || a.atttypid::regtype::text end as difference
        from unnest($1::text[], $2::text[], $3::text[]) as e(t, c, y)
        left join pg_namespace n on n.nspname = $4::text
        left join pg_class r on r.relnamespace = n.oid and r.relname = e.t
        left join pg_attribute a on a.attrelid = r.oid and a.attname = e.c and a.attnum > 0
          and not a.attisdropped
        where a.attname is null or a.atttypid <> e.y::regtype and ($5::boolean or not (
          e.y = 'integer' and a.atttypid = 'bigint'::regtype
          or e.y = 'integer[]' and a.atttypid = 'bigint[]'::regtype))
      union all
      select r.relname || '.' || a.attname || ' is required and unknown'
        from pg_namespace n
        join pg_class r on r.relnamespace = n.oid and r.relname = any($1::text[])
        join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
          and a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = ''
        where n.nspname = $4::text and not exists (
          select from unnest($1::text[], $2::text[]) as e(t, c)
            where e.t = r.relname and e.c = a.attname)
      order by 1 limit 1\
      """;

  private static final String STATE =
      "select (" + COMPARE + ") as difference, (" + RULES + ") as rules";

  private final Vertx vertx;
  private final Database database;
  private final String schema;
  private final ConstraintCatalog constraints;
  private final List<ExpectedColumn> expected;
  private final EventSink events;
  private final AtomicReference<Optional<String>> difference =
      new AtomicReference<>(Optional.empty());
  private @Nullable Future<State> running;
  private @Nullable Future<State> next;
  private final AtomicReference<String> reported = new AtomicReference<>("");
  private int ticks;
  private final long timer;

  /// Whether a `bigint` differs from an `integer`. The statements read it as an integer, so that it
  /// does only after a value did not fit.
  private volatile boolean strict;

  /// The rules that this server was started with: those of the first comparison.
  private volatile @Nullable String rules;

  /// The result of a comparison.
  ///
  /// @param difference from the expected columns
  /// @param rules a digest of the grants, policies and constraints of the tables
  private record State(Optional<String> difference, String rules) {}

  /// A column of a table.
  ///
  /// @param type as `format_type` writes it
  public record ExpectedColumn(String table, String column, String type) {}

  /// @param schema the schema of the tables
  public SchemaMonitor(
      Vertx vertx,
      Database database,
      String schema,
      List<ExpectedColumn> columns,
      EventSink events) {
    this.vertx = vertx;
    this.database = database;
    this.events = events;
    this.schema = schema;
    this.constraints = new ConstraintCatalog(database, schema);
    this.expected = List.copyOf(columns);
    this.timer = vertx.setPeriodic(TICK_MILLIS, _ -> tick());
    var _ = compare();
  }

  /// The constraints of the tables, as they are now.
  public ConstraintCatalog constraints() {
    return constraints;
  }

  /// Whether the last comparison found the expected tables. Runs no statement.
  public boolean isCurrent() {
    return difference.get().isEmpty();
  }

  /// The problem of a request while the tables differ.
  public static Problem problem() {
    return new Problem.Unavailable(
        RETRY_AFTER_SECONDS,
        Problem.Outcome.NONE,
        "The database was migrated to another spec; this server must be restarted with that spec.");
  }

  /// Compares the tables with the expected ones, after a statement has failed.
  ///
  /// @return the failure to respond with: `failure`, unless the tables differ
  public Future<Throwable> explain(DatabaseException failure) {
    if (OUT_OF_RANGE.equals(failure.sqlState())) {
      strict = true;
    }
    String before = rules;
    return compare()
        .<Throwable>map(
            now -> {
              if (now.difference().isPresent()) {
                return problem().toException();
              }
              boolean refused =
                  REFUSED.contains(String.valueOf(failure.sqlState()))
                      && before != null
                      && !before.equals(now.rules());
              if (refused) {
                reportRefusal(failure.reason(), now.rules());
              }
              return refused ? problem().toException() : failure;
            })
        .otherwise(failure);
  }

  /// Compares the tables with the expected ones, after a statement changed no row although the
  /// stored row allows the change: a policy may hide the row from it.
  ///
  /// @return the problem to respond with; empty if the tables and their rules are the same
  public Future<Optional<Problem>> explainUnchangedRow() {
    String before = rules;
    return compare()
        .map(
            now -> {
              boolean otherRules = before != null && !before.equals(now.rules());
              if (otherRules) {
                reportRefusal("it changed no row", now.rules());
              }
              return otherRules || now.difference().isPresent()
                  ? Optional.of(problem())
                  : Optional.<Problem>empty();
            })
        .otherwise(Optional.empty());
  }

  /// Reports the first refused statement after each change of the rules.
  private void reportRefusal(String reason, String now) {
    if (!now.equals(reported.getAndSet(now))) {
      events.emit(
          new Event.OperatorWarning(
              "The constraints, policies or grants of the database are not those that this server"
                  + " was started with, and refused a statement: "
                  + reason
                  + ". Such requests are answered with 503. Restart this server with the spec that"
                  + " the database was migrated to."));
    }
  }

  private void tick() {
    ticks++;
    if (!isCurrent() || rules == null || ticks % QUIET_TICKS == 0) {
      compare();
    }
  }

  /// A comparison that begins now or later. At most one runs and one waits, whatever clients
  /// provoke.
  private synchronized Future<State> compare() {
    Future<State> current = running;
    if (current == null) {
      return start();
    }
    Future<State> waiting = next;
    if (waiting == null) {
      waiting = current.transform(_ -> start());
      next = waiting;
    }
    return waiting;
  }

  private synchronized Future<State> start() {
    next = null;
    Future<State> result =
        database
            .run(
                STATE,
                arguments(),
                Collectors.mapping(SchemaMonitor::state, Collectors.<State>toList()))
            .map(List::getFirst);
    running = result;
    return result.onComplete(
        done -> {
          synchronized (this) {
            running = null;
          }
          if (done.succeeded()) {
            if (rules == null) {
              rules = done.result().rules();
            }
            found(done.result().difference());
          }
        });
  }

  private static State state(Row row) {
    return new State(Optional.ofNullable(row.getString("difference")), row.getString("rules"));
  }

  private Tuple arguments() {
    return Tuple.of(
        expected.stream().map(ExpectedColumn::table).toArray(String[]::new),
        expected.stream().map(ExpectedColumn::column).toArray(String[]::new),
        expected.stream().map(ExpectedColumn::type).toArray(String[]::new),
        schema,
        strict);
  }

  private void found(Optional<String> now) {
    Optional<String> before = difference.getAndSet(now);
    if (now.isPresent() && !now.equals(before)) {
      events.emit(
          new Event.OperatorWarning(
              "The database is not that of this spec any more: "
                  + schema
                  + "."
                  + now.get()
                  + ". Requests for it are answered with 503, and /readyz too. Restart this server"
                  + " with the spec that the database was migrated to."));
    } else if (now.isEmpty() && before.isPresent()) {
      events.emit(new Event.OperatorWarning("The database is that of this spec again."));
    }
  }

  /// Ends the periodic comparison.
  public void close() {
    vertx.cancelTimer(timer);
  }
}
