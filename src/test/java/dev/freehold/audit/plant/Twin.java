package dev.freehold.audit.plant;

import dev.freehold.api.Authorize;
import dev.freehold.api.Parts;
import dev.freehold.api.route.ResourceRoutes;
import dev.freehold.auth.Authenticate;
import dev.freehold.db.Database;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.PgDatabase;
import dev.freehold.db.transaction.Outcome;
import dev.freehold.db.transaction.PgTransactions;
import dev.freehold.db.transaction.Transactions;
import dev.freehold.event.EventSink;
import dev.freehold.http.Router;
import dev.freehold.http.load.BodyWork;
import dev.freehold.http.server.HttpServer;
import dev.freehold.http.server.Limits;
import dev.freehold.input.cursor.Cursors;
import dev.freehold.people.Revocations;
import dev.freehold.plan.ApiPlan;
import dev.freehold.sql.StatementTexts;
import dev.freehold.testing.TestServer;
import dev.freehold.token.AccessTokenVerifier;
import dev.freehold.token.TokenSettings;
import dev.freehold.type.UuidV7;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collector;

/// The resources of a server on the same database with both walls open: it works as the superuser,
/// whom no policy and no grant binds, and each statement goes through a function that may take its
/// predicate away. With a plan of its own it may also show and take what the other one does not.
final class Twin implements AutoCloseable {
  private static final EventSink SILENT = event -> {};

  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final int port;

  private record Rewriting(Database database, UnaryOperator<String> statements)
      implements Database {
    @Override
    public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
      return database.run(statements.apply(sql), arguments, rows);
    }
  }

  private record RewritingTransactions(Transactions transactions, UnaryOperator<String> statements)
      implements Transactions {
    @Override
    public <R> Future<R> run(Function<Database, Future<Outcome<R>>> work) {
      return transactions.run(rewritten(work));
    }

    @Override
    public <R> Future<R> run(Duration lockTimeout, Function<Database, Future<Outcome<R>>> work) {
      return transactions.run(lockTimeout, rewritten(work));
    }

    private <R> Function<Database, Future<Outcome<R>>> rewritten(
        Function<Database, Future<Outcome<R>>> work) {
      return database -> work.apply(new Rewriting(database, statements));
    }
  }

  Twin(
      ApiPlan plan,
      DatabaseTarget superuser,
      TokenSettings tokens,
      Limits limits,
      UnaryOperator<String> statements) {
    Vertx vertx = Vertx.vertx();
    closers.push(() -> TestServer.await(vertx.close()));
    PgDatabase resources = new PgDatabase(vertx, superuser, 1, SILENT);
    closers.push(() -> TestServer.await(resources.close()));
    PgDatabase wide = new PgDatabase(vertx, superuser, 3, 64, SILENT);
    closers.push(() -> TestServer.await(wide.close()));
    PgTransactions transactions = new PgTransactions(vertx, superuser, 4, resources::away);
    closers.push(() -> TestServer.await(transactions.close()));
    Revocations revocations =
        new Revocations(resources, vertx, SILENT, System::nanoTime, tokens.accessLife());
    closers.push(revocations::close);
    BodyWork bodies = new BodyWork(vertx);
    closers.push(bodies::close);
    InstantSource clock = InstantSource.system();
    Authenticate authenticate =
        new Authenticate(new AccessTokenVerifier(tokens, clock), revocations);
    UuidV7 ids = new UuidV7(clock, new SecureRandom());
    HttpServer server =
        new HttpServer(
            vertx,
            TestServer.settings(limits),
            new Router(
                ResourceRoutes.of(
                    new Parts(
                        plan,
                        new Authorize(plan),
                        new StatementTexts(),
                        bodies,
                        new Cursors(tokens.secret()),
                        ids::next),
                    new Rewriting(resources, statements),
                    new Rewriting(wide, statements),
                    new RewritingTransactions(transactions, statements),
                    authenticate::anyone)),
            SILENT);
    TestServer.await(revocations.start());
    TestServer.await(resources.answered());
    port = TestServer.await(server.start());
    closers.push(() -> TestServer.await(server.stop(Duration.ofMillis(200))));
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
  }
}
