package dev.freehold.auth;

import dev.freehold.account.AccountAdminRepository;
import dev.freehold.account.AccountNotices;
import dev.freehold.account.AccountTransactions;
import dev.freehold.db.AdminConnection;
import dev.freehold.db.Database;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.PgDatabase;
import dev.freehold.db.PgTransactionRunner;
import dev.freehold.db.TransactionRunner;
import dev.freehold.ddl.AuthSchemaDdl;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collector;

/// A database with the schema `auth` and the sign-in role, which has only the grants of
/// [AuthSchemaDdl].
final class SignInDatabase implements AutoCloseable {
  final Vertx vertx;

  /// Every statement of requests outside of transactions, in order.
  final List<String> statements = new CopyOnWriteArrayList<>();

  /// Every statement of a transaction, in order.
  final List<String> changed = new CopyOnWriteArrayList<>();

  /// Every statement of the node itself, in order.
  final List<String> polled = new CopyOnWriteArrayList<>();

  /// If true, every statement fails as it does without a connection.
  volatile boolean unavailable;

  /// Of the nodes that are made from now on.
  Duration lockTimeout = AccountTransactions.LOCK_TIMEOUT;

  private final TestDatabase fresh = TestDatabase.fresh();
  private final String role = "\"" + fresh.target().database() + " \"\"auth\"\"\"";
  private final PgDatabase auth;
  private final PgDatabase polls;
  private final PgTransactionRunner transactions;

  SignInDatabase() {
    this(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
  }

  SignInDatabase(int eventLoops) {
    this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops));
    DatabaseTarget owner = fresh.target();
    String name = owner.database() + " \"auth\"";
    sql("create role " + role + " login password 'for tests'");
    AuthSchemaDdl.statements().forEach(this::sql);
    AuthSchemaDdl.grants(name).forEach(this::sql);
    DatabaseTarget signIn = owner.withUser(name, Secret.of("for tests"));
    this.auth = new PgDatabase(vertx, signIn, 1, event -> {});
    this.polls = PgDatabase.ofOneConnection(vertx, signIn, event -> {});
    this.transactions = new PgTransactionRunner(vertx, signIn, 2, auth::isDown, event -> {});
    SignInNode.awaitUntil(auth::isUp);
  }

  Database database() {
    return new Database() {
      @Override
      public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
        statements.add(sql);
        return runOn(auth, sql, arguments, rows);
      }
    };
  }

  Database polls() {
    return new Database() {
      @Override
      public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
        polled.add(sql);
        return runOn(polls, sql, arguments, rows);
      }
    };
  }

  private <A, R> Future<R> runOn(
      PgDatabase database, String sql, Tuple arguments, Collector<Row, A, R> rows) {
    return unavailable ? noConnection() : database.run(sql, arguments, rows);
  }

  private static <R> Future<R> noConnection() {
    return Future.failedFuture(
        new DatabaseException(DatabaseException.FailureKind.UNAVAILABLE, null, null));
  }

  AccountTransactions changes() {
    TransactionRunner runner =
        new TransactionRunner() {
          @Override
          public <R> Future<R> run(Function<Database, Future<TransactionOutcome<R>>> work) {
            throw new AssertionError("a transaction that may wait for ever");
          }

          @Override
          public <R> Future<R> run(
              Duration timeout, Function<Database, Future<TransactionOutcome<R>>> work) {
            return unavailable
                ? noConnection()
                : transactions.run(timeout, transaction -> work.apply(recorded(transaction)));
          }
        };
    return new AccountTransactions(runner, lockTimeout);
  }

  private Database recorded(Database transaction) {
    return new Database() {
      @Override
      public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
        changed.add(sql);
        return transaction.run(sql, arguments, rows);
      }
    };
  }

  /// Runs statements as the owner in a transaction that stays open until the result is closed.
  HeldLock hold(String sql) {
    AdminConnection connection = AdminConnection.open(vertx, fresh.target());
    connection.execute("begin");
    connection.execute(sql);
    return new HeldLock(connection);
  }

  /// An open transaction of the owner.
  record HeldLock(AdminConnection connection) implements AutoCloseable {
    @Override
    public void close() {
      connection.execute("commit");
      connection.close();
    }
  }

  /// Waits until so many statements wait for a lock.
  void awaitWaiting(int statements) {
    SignInNode.awaitUntil(() -> waiting() == statements);
  }

  /// The statements that wait for a lock.
  long waiting() {
    return count(
        "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
  }

  /// Executes as the owner of the schema.
  void sql(String sql) {
    TestDatabase.execute(fresh.target(), sql);
  }

  /// Administers accounts as an operator does.
  <T> T accounts(Function<AccountAdminRepository, T> work) {
    return connected(
        connection -> work.apply(new AccountAdminRepository(connection, AccountNotices.ON)));
  }

  /// Works as the owner of the schema.
  <T> T connected(Function<AdminConnection, T> work) {
    try (AdminConnection connection = AdminConnection.open(vertx, fresh.target())) {
      return work.apply(connection);
    }
  }

  long count(String from) {
    return Long.parseLong(query("select count(*)::text from " + from));
  }

  String query(String sql) {
    return TestDatabase.query(fresh.target(), sql);
  }

  @Override
  public void close() {
    SignInNode.await(transactions.close());
    SignInNode.await(auth.close());
    SignInNode.await(polls.close());
    SignInNode.await(vertx.close());
    fresh.close();
    TestDatabase.execute(TestDatabase.embedded(), "drop role " + role);
  }
}
