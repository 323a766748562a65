package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DbFailure;
import dev.freehold.migrate.lease.Connections;
import dev.freehold.migrate.lease.Lease;
import dev.freehold.migrate.lease.Patience;
import dev.freehold.migrate.lease.Pause;
import dev.freehold.migrate.lease.Progress;
import dev.freehold.migrate.lease.Terms;
import dev.freehold.migrate.ledger.Ledger;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Work;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a step does to the database, once. Every transaction in it is fenced by the lease.
final class StepWork {
  private static final int BATCH = 1000;
  private static final int SMALLEST_BATCH = 50;
  private static final int LARGEST_BATCH = 20_000;

  /// Of one batch: what it locks is free again soon.
  private static final Duration BATCH_TIME = Duration.ofMillis(100);

  /// However long the statements before it took, a statement waits that long for its lock.
  private static final long LEAST_LOCK_MILLIS = 50;

  private static final String INDEX =
      """
      select n.nspname || '.' || c.relname as name
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.oid = to_regclass($1)\
      """;

  private static final Pattern ROWS =
      Pattern.compile("\\s*(insert|update|delete|merge|with)\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern CREATES = Pattern.compile("\\s*create\\b", Pattern.CASE_INSENSITIVE);

  private final Lease lease;
  private final Terms terms;
  private final boolean bound;

  /// @param bound whether row-level security binds the login
  StepWork(Lease lease, Terms terms, boolean bound) {
    this.lease = lease;
    this.terms = terms;
    this.bound = bound;
  }

  /// @param tries of the step before this one
  /// @param write the step's row of the ledger, within a transaction of this
  void run(Step step, int tries, Runnable write) {
    switch (step.work()) {
      case Work.Transaction(List<String> statements) ->
          fenced(() -> statements(statements, terms.lockTry(tries)), write);
      case Work.Concurrently(String index, String statement) -> {
        concurrently(index, statement);
        fenced(() -> {}, write);
      }
      case Work.Batches(String statement, String start) -> {
        batches(step, statement, start);
        fenced(() -> {}, write);
      }
      case Work.Nothing() -> throw new IllegalArgumentException("cannot be run: " + step.words());
    }
  }

  /// What was done is undone where the lease is lost.
  private void fenced(Runnable work, Runnable write) {
    lease.fenced(
        transaction -> {
          work.run();
          mustStillBe(lease.connection(), transaction);
          write.run();
        });
  }

  /// A statement of somebody's own may end its transaction; what it did until then is beyond help, but it is told.
  private static void mustStillBe(AdminConnection connection, String transaction) {
    String now =
        connection
            .query("select pg_current_xact_id()::text as transaction", Tuple.tuple())
            .getFirst()
            .getString("transaction");
    if (!now.equals(transaction)) {
      throw new MigrationRefused(
          "A statement of the step ended the step's transaction.",
          "What it did until then stays. Write no begin, commit or rollback into a migration.");
    }
  }

  /// Whoever waits behind a lock that this has or wants waits for all of its statements, so the time that they may wait is
  /// one for all.
  private void statements(List<String> statements, Duration wait) {
    AdminConnection connection = lease.connection();
    Unforced rows =
        Unforced.of(connection, bound, statements.stream().filter(StepWork::changesRows).toList());
    long begin = System.nanoTime();
    limit(begin, wait);
    rows.begin();
    for (String statement : statements) {
      limit(begin, wait);
      connection.execute(statement);
    }
    rows.end();
    // A statement of somebody's own may have set it; the catalog is written for this path.
    connection.execute("set local search_path = pg_catalog");
  }

  private void limit(long begin, Duration wait) {
    long spent = (System.nanoTime() - begin) / 1_000_000;
    long left = Math.max(LEAST_LOCK_MILLIS, wait.toMillis() - spent);
    lease.connection().execute("set local lock_timeout = '" + left + "ms'");
  }

  private static boolean changesRows(String statement) {
    return ROWS.matcher(statement).lookingAt();
  }

  /// What an attempt before left under the name is dropped: it is invalid, or nobody knows whether it is the one that is
  /// asked for. No request waits for any of this, so it waits for others as long as it takes.
  private void concurrently(String index, String statement) {
    AdminConnection connection = lease.connection();
    Optional<String> there =
        connection.query(INDEX, Tuple.of(index)).stream()
            .findFirst()
            .map((Row r) -> r.getString("name"));
    there.ifPresent(name -> fenced(() -> new Ledger(connection).forget(name), () -> {}));
    connection.execute("set lock_timeout = 0");
    try {
      if (there.isPresent()) {
        connection.execute("drop index concurrently if exists " + index);
      }
      if (CREATES.matcher(statement).lookingAt()) {
        build(connection, index, statement);
      }
    } finally {
      restore(connection);
    }
  }

  /// Rows that break a unique index leave it behind invalid, where it would still refuse new ones.
  private static void build(AdminConnection connection, String index, String statement) {
    try {
      connection.execute(statement);
    } catch (DbFailure e) {
      if (!Connections.isLost(e)) {
        try {
          connection.execute("drop index concurrently if exists " + index);
        } catch (DbFailure left) {
          // The next attempt begins with that.
          e.addSuppressed(left);
        }
      }
      throw e;
    }
  }

  private void restore(AdminConnection connection) {
    try {
      connection.execute("set lock_timeout = '" + terms.lockTry().toMillis() + "ms'");
    } catch (DbFailure e) {
      if (!Connections.isLost(e)) {
        throw e;
      }
      // A new connection has its own settings.
    }
  }

  private void batches(Step step, String statement, String start) {
    AdminConnection connection = lease.connection();
    Unforced rows = Unforced.of(connection, bound, List.of(statement));
    Optional<String> place = Optional.of(start);
    long total = 0;
    int size = BATCH;
    while (place.isPresent()) {
      long begin = System.nanoTime();
      Tuple from = Tuple.of((long) size, place.get());
      Row answer = batch(rows, statement, from);
      place = Optional.ofNullable(answer.getString("last"));
      total += answer.getLong("changed");
      lease.progress().accept(new Progress.Rows(step, total));
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      boolean slow = took.compareTo(BATCH_TIME) > 0;
      size = Math.clamp(slow ? size / 2L : size * 2L, SMALLEST_BATCH, LARGEST_BATCH);
      // Half of the time belongs to requests.
      Pause.of(slow ? BATCH_TIME : took);
    }
  }

  /// What holds one of the rows is waited for here: the batches before it are done.
  private Row batch(Unforced rows, String statement, Tuple from) {
    Patience patience = new Patience(terms.lockPatience());
    while (true) {
      List<Row> answers = new ArrayList<>(1);
      try {
        fenced(
            () -> {
              rows.begin();
              answers.addAll(lease.connection().query(statement, from));
              rows.end();
            },
            () -> {});
        return answers.getLast();
      } catch (DbFailure e) {
        if (!Connections.isRetryable(e)) {
          throw e;
        }
        patience.endure(e);
      }
    }
  }
}
