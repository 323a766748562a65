package dev.freehold.auth;

import dev.freehold.account.AccountAdminRepository;
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
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collector;

/// A database with the schema `auth` and the sign-in role, which has only the grants of
/// [AuthSchemaDdl].
final class SignInDatabase implements AutoCloseable {
  final Vertx vertx = Vertx.vertx();

  /// Every statement outside of transactions, in order.
  final List<String> statements = new CopyOnWriteArrayList<>();

  /// If true, every statement fails as it does without a connection.
  volatile boolean unavailable;

  private final TestDatabase fresh = TestDatabase.fresh();
  private final String role = "\"" + fresh.target().database() + " \"\"auth\"\"\"";
  private final PgDatabase auth;
  private final PgTransactionRunner transactions;

  SignInDatabase() {
    DatabaseTarget owner = fresh.target();
    String name = owner.database() + " \"auth\"";
    sql("create role " + role + " login password 'for tests'");
    AuthSchemaDdl.statements().forEach(this::sql);
    AuthSchemaDdl.grants(name).forEach(this::sql);
    DatabaseTarget signIn = owner.withUser(name, Secret.of("for tests"));
    this.auth = new PgDatabase(vertx, signIn, 2, event -> {});
    this.transactions = new PgTransactionRunner(vertx, signIn, 2, auth::isDown, event -> {});
    SignInNode.awaitUntil(auth::isUp);
  }

  Database database() {
    return new Database() {
      @Override
      public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
        statements.add(sql);
        return unavailable
            ? Future.failedFuture(
                new DatabaseException(DatabaseException.FailureKind.UNAVAILABLE, null, null))
            : auth.run(sql, arguments, rows);
      }
    };
  }

  TransactionRunner transactions() {
    return transactions;
  }

  /// Executes as the owner of the schema.
  void sql(String sql) {
    TestDatabase.execute(fresh.target(), sql);
  }

  /// Administers accounts as an operator does.
  <T> T accounts(Function<AccountAdminRepository, T> work) {
    try (AdminConnection connection = AdminConnection.open(vertx, fresh.target())) {
      return work.apply(new AccountAdminRepository(connection));
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
    SignInNode.await(vertx.close());
    fresh.close();
    TestDatabase.execute(TestDatabase.embedded(), "drop role " + role);
  }
}
