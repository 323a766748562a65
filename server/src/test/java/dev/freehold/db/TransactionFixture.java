package dev.freehold.db;

import dev.freehold.db.TransactionRunner.TransactionOutcome;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A database with a table `t (n int primary key)`, and transactions on two connections.
abstract class TransactionFixture {
  static final int SIZE = 2;

  final AtomicBoolean away = new AtomicBoolean();
  Vertx vertx;
  TestDatabase database;
  PgTransactionRunner transactions;

  @BeforeEach
  void open() {
    vertx = TestDatabase.vertx();
    database = TestDatabase.fresh();
    execute("create table t (n int constraint t_key primary key)");
    transactions = new PgTransactionRunner(vertx, database.target(), SIZE, away::get, _ -> {});
  }

  @AfterEach
  void close() throws Exception {
    get(transactions.close());
    database.close();
  }

  static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  static Future<List<Row>> on(Database db, String sql, @Nullable Object... arguments) {
    return db.run(sql, Tuple.from(arguments), Collectors.<Row>toList());
  }

  static Future<List<Row>> insert(Database db, int n) {
    return on(db, "insert into t values ($1)", n);
  }

  <T> Future<T> committing(Function<Database, Future<T>> work) {
    return transactions.run(db -> work.apply(db).map(TransactionOutcome.Commit::new));
  }

  static Throwable cause(Future<?> future) throws Exception {
    try {
      get(future);
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    }
    throw new AssertionError("it succeeded");
  }

  static DatabaseException failure(Future<?> future) throws Exception {
    Throwable cause = cause(future);
    if (cause instanceof DatabaseException failure) {
      return failure;
    }
    throw new AssertionError("it failed with something else", cause);
  }

  void execute(String sql) {
    TestDatabase.execute(database.target(), sql);
  }

  String query(String sql) {
    return TestDatabase.query(database.target(), sql);
  }

  /// The numbers that were kept.
  String kept() {
    return query("select coalesce(string_agg(n::text, ',' order by n), '') from t");
  }

  /// Ends the server process of this database's connections whose last statement has this in it.
  void kill(String statement, String state) throws Exception {
    String victims =
        " from pg_stat_activity where position('"
            + statement
            + "' in query) > 0 and state = '"
            + state
            + "' and pid <> pg_backend_pid() and datname = current_database()";
    TestDatabase.await(() -> query("select count(*)::text" + victims).equals("1"));
    execute("select pg_terminate_backend(pid)" + victims);
  }

  /// Both connections are usable, and without a transaction.
  void allConnectionsServe() throws Exception {
    Future<?> one = committing(db -> on(db, "select pg_sleep(0.05)"));
    Future<?> two = committing(db -> on(db, "select pg_sleep(0.05)"));
    get(Future.all(one, two));
    TestDatabase.await(
        () ->
            query(
                    "select count(*)::text from pg_stat_activity where state like 'idle in%'"
                        + " and datname = current_database()")
                .equals("0"));
  }
}
