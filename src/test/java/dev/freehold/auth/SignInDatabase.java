package dev.freehold.auth;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.Database;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DbFailure;
import dev.freehold.db.PgDatabase;
import dev.freehold.ddl.AuthTables;
import dev.freehold.people.Accounts;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;
import java.util.stream.Collector;

/// A real database with schema `auth` and sign-in's own role, which has the grants of [AuthTables] and no other.
final class SignInDatabase implements AutoCloseable {
  final Vertx vertx = Vertx.vertx();

  /// True: every statement fails as it does where no connection can be had.
  volatile boolean away;

  private final TestDatabase fresh = TestDatabase.fresh();
  private final String role = "\"" + fresh.target().database() + " \"\"auth\"\"\"";
  private final PgDatabase auth;

  SignInDatabase() {
    DatabaseTarget owner = fresh.target();
    String name = owner.database() + " \"auth\"";
    sql("create role " + role + " login password 'for tests'");
    AuthTables.statements().forEach(this::sql);
    AuthTables.grants(name).forEach(this::sql);
    this.auth = new PgDatabase(vertx, owner.as(name, Secret.of("for tests")), 2, event -> {});
    SignInNode.settle(auth::answers);
  }

  Database database() {
    return new Database() {
      @Override
      public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
        return away
            ? Future.failedFuture(new DbFailure(DbFailure.Kind.UNAVAILABLE, null, null))
            : auth.run(sql, arguments, rows);
      }
    };
  }

  /// As the owner.
  void sql(String sql) {
    TestDatabase.execute(fresh.target(), sql);
  }

  /// As an operator does.
  <T> T accounts(Function<Accounts, T> work) {
    try (AdminConnection connection = AdminConnection.open(vertx, fresh.target())) {
      return work.apply(new Accounts(connection));
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
    SignInNode.await(auth.close());
    SignInNode.await(vertx.close());
    fresh.close();
    TestDatabase.execute(TestDatabase.embedded(), "drop role " + role);
  }
}
