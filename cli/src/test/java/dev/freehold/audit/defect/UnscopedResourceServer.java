package dev.freehold.audit.defect;

import dev.freehold.account.SessionRevocationCache;
import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer;
import dev.freehold.api.RequestDatabases;
import dev.freehold.api.ResourceEndpoints;
import dev.freehold.api.SingleWrites;
import dev.freehold.auth.RequestAuthenticator;
import dev.freehold.db.Database;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.PgDatabase;
import dev.freehold.db.PgTransactionRunner;
import dev.freehold.db.SchemaMonitor;
import dev.freehold.db.TransactionRunner;
import dev.freehold.db.TransactionRunner.TransactionOutcome;
import dev.freehold.event.EventSink;
import dev.freehold.http.RequestBodyExecutor;
import dev.freehold.http.Router;
import dev.freehold.http.server.HttpServer;
import dev.freehold.http.server.RequestLimits;
import dev.freehold.input.KeysetCursorCodec;
import dev.freehold.plan.ApiPlan;
import dev.freehold.ratelimit.FairQueue;
import dev.freehold.sql.StatementTextCache;
import dev.freehold.sql.TextCollation;
import dev.freehold.testing.HttpTestServer;
import dev.freehold.token.AccessTokenVerifier;
import dev.freehold.token.InvitationTokenCodec;
import dev.freehold.token.TokenSettings;
import dev.freehold.type.UuidV7Generator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collector;

/// The resource endpoints of a server on the same database without isolation. It connects as the
/// superuser, to whom no policy and no grant applies, and a function that may remove the owner
/// condition rewrites each statement. Its plan may differ from the one of the intact server.
final class UnscopedResourceServer implements AutoCloseable {
  private static final int WIDE_QUERIES = 3;
  private static final EventSink SILENT = event -> {};

  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final int port;

  private record RewritingDatabase(Database database, UnaryOperator<String> statements)
      implements Database {
    @Override
    public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
      return database.run(statements.apply(sql), arguments, rows);
    }
  }

  private record RewritingTransactions(
      TransactionRunner transactions, UnaryOperator<String> statements)
      implements TransactionRunner {
    @Override
    public <R> Future<R> run(Function<Database, Future<TransactionOutcome<R>>> work) {
      return transactions.run(rewritten(work));
    }

    @Override
    public <R> Future<R> run(
        Duration lockTimeout, Function<Database, Future<TransactionOutcome<R>>> work) {
      return transactions.run(lockTimeout, rewritten(work));
    }

    private <R> Function<Database, Future<TransactionOutcome<R>>> rewritten(
        Function<Database, Future<TransactionOutcome<R>>> work) {
      return database -> work.apply(new RewritingDatabase(database, statements));
    }
  }

  UnscopedResourceServer(
      ApiPlan plan,
      DatabaseTarget superuser,
      TokenSettings tokens,
      RequestLimits limits,
      UnaryOperator<String> statements) {
    Vertx vertx = Vertx.vertx();
    closers.push(() -> HttpTestServer.await(vertx.close()));
    PgDatabase resources = new PgDatabase(vertx, superuser, 1, SILENT);
    closers.push(() -> HttpTestServer.await(resources.close()));
    PgDatabase wide =
        PgDatabase.forSlowStatements(
            vertx, superuser, WIDE_QUERIES, PgDatabase.STATEMENT_TIMEOUT, SILENT);
    closers.push(() -> HttpTestServer.await(wide.close()));
    PgTransactionRunner transactions =
        new PgTransactionRunner(vertx, superuser, 4, resources::isDown, _ -> {});
    closers.push(() -> HttpTestServer.await(transactions.close()));
    SessionRevocationCache revocationCache =
        new SessionRevocationCache(resources, vertx, SILENT, System::nanoTime, tokens.accessLife());
    closers.push(revocationCache::close);
    RequestBodyExecutor bodies = new RequestBodyExecutor(vertx);
    closers.push(bodies::close);
    InstantSource clock = InstantSource.system();
    RequestAuthenticator authenticator =
        new RequestAuthenticator(new AccessTokenVerifier(tokens, clock), revocationCache);
    UuidV7Generator ids = new UuidV7Generator(clock, new SecureRandom());
    HttpServer server =
        new HttpServer(
            vertx,
            HttpTestServer.settings(limits),
            new Router(
                ResourceEndpoints.of(
                        new OperationDependencies(
                            plan,
                            new Authorizer(plan),
                            new StatementTextCache(TextCollation.STANDARD),
                            bodies,
                            new KeysetCursorCodec(tokens.secrets()),
                            new InvitationTokenCodec(tokens.secrets()),
                            ids::next,
                            new SchemaMonitor(vertx, resources, "app", List.of(), _ -> {})),
                        new RequestDatabases(
                            new RewritingDatabase(resources, statements),
                            new SingleWrites(
                                new RewritingDatabase(resources, statements), transactions),
                            new RewritingDatabase(wide, statements),
                            new RewritingTransactions(transactions, statements),
                            new FairQueue(WIDE_QUERIES, Duration.ofSeconds(4), System::nanoTime),
                            _ -> false),
                        _ -> Future.succeededFuture(false))
                    .stream()
                    .map(endpoint -> endpoint.route(authenticator::allowAnonymous))
                    .toList()),
            SILENT);
    HttpTestServer.await(revocationCache.start());
    HttpTestServer.await(resources.whenUp());
    port = HttpTestServer.await(server.start());
    closers.push(() -> HttpTestServer.await(server.stop(Duration.ofMillis(200))));
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
  }
}
