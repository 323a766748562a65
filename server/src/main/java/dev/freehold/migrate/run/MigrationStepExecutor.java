package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.run.MigrationBackoff.RetryDeadline;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/// Executes the action of a step once. The lease fences every transaction in it.
final class MigrationStepExecutor {
  private static final int BATCH = 1000;
  private static final int SMALLEST_BATCH = 50;
  private static final int LARGEST_BATCH = 20_000;

  /// The target duration of a batch. It is short, so that row locks are released soon.
  private static final Duration BATCH_TIME = Duration.ofMillis(100);

  /// The minimum lock timeout of a statement, however long the statements before it took.
  private static final long LEAST_LOCK_MILLIS = 50;

  private static final String INDEX =
      """
      select n.nspname || '.' || c.relname as name
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.oid = to_regclass($1)\
      """;

  private static final Pattern ROWS =
      Pattern.compile(
          "\\s*(insert|update|delete|merge|with|select|do|call)\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern CREATES = Pattern.compile("\\s*create\\b", Pattern.CASE_INSENSITIVE);

  private final MigrationLease lease;
  private final MigrationTimeouts timeouts;
  private final boolean bound;

  /// @param bound whether row-level security binds the login
  MigrationStepExecutor(MigrationLease lease, MigrationTimeouts timeouts, boolean bound) {
    this.lease = lease;
    this.timeouts = timeouts;
    this.bound = bound;
  }

  /// @param tries the number of earlier attempts at this step
  /// @param write appends the ledger row of the step; called within a transaction
  void run(MigrationStep step, int tries, Runnable write) {
    switch (step.action()) {
      case Action.Transaction(List<String> statements) -> {
        Optional<ForeignKeyProof> proof =
            bound ? ForeignKeyProof.of(lease.connection(), statements) : Optional.empty();
        proof.ifPresent(p -> prove(p, statements));
        fenced(() -> statements(statements, timeouts.lockTimeout(tries), proof), write);
      }
      case Action.ConcurrentIndex(String index, String statement) -> {
        concurrently(index, statement);
        fenced(() -> {}, write);
      }
      case Action.BatchedUpdate(String statement, String start) -> {
        batches(
            statement,
            start,
            rows -> lease.progress().accept(new MigrationProgress.RowsUpdated(step, rows)));
        fenced(() -> {}, write);
      }
      case Action.Blocked() ->
          throw new IllegalArgumentException("cannot be run: " + step.description());
    }
  }

  /// Rolls back if the lease is lost.
  private void fenced(Runnable work, Runnable write) {
    lease.fenced(
        transaction -> {
          work.run();
          mustStillBe(lease.connection(), transaction);
          write.run();
        });
  }

  /// A handwritten statement can end the transaction. Its changes until then cannot be undone, but
  /// the operator is informed.
  private static void mustStillBe(AdminConnection connection, String transaction) {
    String now =
        connection
            .query("select pg_current_xact_id()::text as transaction", Tuple.tuple())
            .getFirst()
            .getString("transaction");
    if (!now.equals(transaction)) {
      throw new MigrationRefusedException(
          "A statement of the step ended the step's transaction.",
          "What it did until then stays. Write no begin, commit or rollback into a migration.");
    }
  }

  /// A request that waits for a lock of this transaction waits for all of its statements, so they
  /// share one lock timeout.
  private void statements(List<String> statements, Duration wait, Optional<ForeignKeyProof> proof) {
    AdminConnection connection = lease.connection();
    RowSecurityBypass rows =
        RowSecurityBypass.of(
            connection,
            bound,
            statements.stream().filter(MigrationStepExecutor::usesRows).toList());
    long begin = System.nanoTime();
    limit(begin, wait);
    rows.removeForce();
    for (String statement : statements) {
      limit(begin, wait);
      connection.execute(statement);
    }
    rows.restoreForce();
    proof.ifPresent(ForeignKeyProof::requireProved);
    // A handwritten statement may have changed the path. The catalog snapshot needs this one.
    connection.execute("set local search_path = pg_catalog");
  }

  private void limit(long begin, Duration wait) {
    long spent = (System.nanoTime() - begin) / 1_000_000;
    long left = Math.max(LEAST_LOCK_MILLIS, wait.toMillis() - spent);
    lease.connection().execute("set local lock_timeout = '" + left + "ms'");
  }

  /// Counts page by page the rows of the foreign keys that the statements will validate.
  private void prove(ForeignKeyProof proof, List<String> statements) {
    for (ForeignKeyProof.ForeignKey key : proof.pagedKeys(statements)) {
      key.pages().ifPresent(all -> key.requireNone(batches(all.statement(), all.start(), _ -> {})));
      proof.proved(key);
    }
  }

  private static boolean usesRows(String statement) {
    return ROWS.matcher(statement).lookingAt();
  }

  /// Drops an index that an earlier attempt left under this name: it is invalid, or may have another
  /// definition. No request waits for this, so there is no lock timeout.
  private void concurrently(String index, String statement) {
    AdminConnection connection = lease.connection();
    Optional<String> there =
        connection.query(INDEX, Tuple.of(index)).stream()
            .findFirst()
            .map((Row r) -> r.getString("name"));
    there.ifPresent(name -> fenced(() -> new MigrationLedger(connection).forget(name), () -> {}));
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

  /// Builds an index, and drops it if that fails. A unique index that rows violate stays invalid,
  /// and would still refuse new rows.
  private static void build(AdminConnection connection, String index, String statement) {
    try {
      connection.execute(statement);
    } catch (DatabaseException e) {
      if (!MigrationFailureClassifier.isLost(e)) {
        try {
          connection.execute("drop index concurrently if exists " + index);
        } catch (DatabaseException left) {
          // The next attempt drops the index first.
          e.addSuppressed(left);
        }
      }
      throw e;
    }
  }

  private void restore(AdminConnection connection) {
    try {
      connection.execute("set lock_timeout = '" + timeouts.lockTimeout().toMillis() + "ms'");
    } catch (DatabaseException e) {
      if (!MigrationFailureClassifier.isLost(e)) {
        throw e;
      }
      // The connection is lost. A new one has its own settings.
    }
  }

  /// @param told receives the number of rows changed so far, after each batch
  /// @return the sum of `changed`
  private long batches(String statement, String start, LongConsumer told) {
    AdminConnection connection = lease.connection();
    RowSecurityBypass rows = RowSecurityBypass.of(connection, bound, List.of(statement));
    Optional<String> place = Optional.of(start);
    long total = 0;
    int size = BATCH;
    while (place.isPresent()) {
      long begin = System.nanoTime();
      Tuple from = Tuple.of((long) size, place.get());
      Row answer = batch(rows, statement, from);
      place = Optional.ofNullable(answer.getString("last"));
      total += answer.getLong("changed");
      told.accept(total);
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      boolean slow = took.compareTo(BATCH_TIME) > 0;
      size = Math.clamp(slow ? size / 2L : size * 2L, SMALLEST_BATCH, LARGEST_BATCH);
      // Leave half of the time to requests.
      MigrationBackoff.sleep(slow ? BATCH_TIME : took);
    }
    return total;
  }

  /// Runs one batch. Waits here for sessions that lock its rows, so that earlier batches are not
  /// repeated.
  private Row batch(RowSecurityBypass rows, String statement, Tuple from) {
    RetryDeadline retryDeadline = new RetryDeadline(timeouts.lockRetryTime());
    while (true) {
      List<Row> answers = new ArrayList<>(1);
      try {
        fenced(
            () -> {
              rows.removeForce();
              answers.addAll(lease.connection().query(statement, from));
              rows.restoreForce();
            },
            () -> {});
        return answers.getLast();
      } catch (DatabaseException e) {
        if (!MigrationFailureClassifier.isRetryable(e)) {
          throw e;
        }
        retryDeadline.awaitRetry(e);
      }
    }
  }
}
