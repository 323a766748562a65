package dev.freehold.app;

import dev.freehold.api.Authorize;
import dev.freehold.api.Parts;
import dev.freehold.api.route.ResourceRoutes;
import dev.freehold.auth.AuthLimits;
import dev.freehold.auth.AuthRoutes;
import dev.freehold.auth.AuthSettings;
import dev.freehold.auth.Authenticate;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.PgDatabase;
import dev.freehold.db.transaction.PgTransactions;
import dev.freehold.db.url.DatabaseUrl;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.http.Route;
import dev.freehold.http.Router;
import dev.freehold.http.load.BodyWork;
import dev.freehold.http.server.HttpServer;
import dev.freehold.http.server.HttpSettings;
import dev.freehold.http.server.Limits;
import dev.freehold.input.cursor.Cursors;
import dev.freehold.migrate.Automatic;
import dev.freehold.migrate.Migrator;
import dev.freehold.migrate.Prepared;
import dev.freehold.openapi.OpenApi;
import dev.freehold.ops.Health;
import dev.freehold.ops.StrayFailures;
import dev.freehold.pages.ApiDocs;
import dev.freehold.pages.FrontPage;
import dev.freehold.password.Argon2Cost;
import dev.freehold.password.PasswordGate;
import dev.freehold.password.PasswordRules;
import dev.freehold.people.Revocations;
import dev.freehold.people.SessionLife;
import dev.freehold.plan.ApiPlan;
import dev.freehold.postgres.EmbeddedPostgres;
import dev.freehold.sql.StatementTexts;
import dev.freehold.token.AccessTokenVerifier;
import dev.freehold.token.TokenSettings;
import dev.freehold.type.Secret;
import dev.freehold.type.UuidV7;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.BindException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A running backend. [#start] is the whole assembly, read top to bottom: what is made here is made once, and whatever
/// was opened is closed in the reverse order, also where a later step fails.
public final class App implements AutoCloseable {
  /// RFC 7519 `iss`: tokens of this server's own making.
  private static final String ISSUER = "freehold";

  private static final Duration ACCESS_LIFE = Duration.ofMinutes(15);
  private static final Duration LOCK_PATIENCE = Duration.ofMinutes(5);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
  private static final long START_SECONDS = 30;

  /// That may be open at once on each event loop.
  private static final int TRANSACTIONS_PER_LOOP = 4;

  /// For reads that may take their time, on each event loop.
  private static final int WIDE_PER_LOOP = 3;

  /// Statements that each of those connections keeps.
  private static final int WIDE_PREPARED = 64;

  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final EventSink events;
  private String url = "";
  private List<Route> routes = List.of();
  private volatile boolean closed;

  private App(EventSink events) {
    this.events = events;
  }

  /// Blocks until the backend answers requests.
  ///
  /// @param version of the program, for the ledger
  /// @throws RuntimeException one that [StartFault] knows, or a defect; nothing stays open
  public static App start(ApiPlan plan, Config config, String version, EventSink events) {
    App app = new App(events);
    try {
      app.assemble(plan, config, version);
      return app;
    } catch (RuntimeException | Error e) {
      app.close();
      throw e;
    }
  }

  private void assemble(ApiPlan plan, Config config, String version) {
    long begin = System.nanoTime();
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    DatabaseTarget owner =
        switch (config.database()) {
          case Config.DatabaseChoice.External(Secret address) ->
              DatabaseUrl.parse(address.reveal());
          case Config.DatabaseChoice.Embedded() -> embedded(config);
        };
    Secret secret =
        config
            .jwtSecret()
            .orElseGet(() -> JwtSecretFile.openOrCreate(config.dataDirectory(), random, events));

    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(config.eventLoops()));
    closing(() -> await(vertx.close()));
    StrayFailures.reportTo(events, vertx);

    Prepared prepared =
        new Migrator(vertx, owner, secret, version, LOCK_PATIENCE, automatic(config), events)
            .prepare(plan);
    PgDatabase resources =
        new PgDatabase(vertx, prepared.api(), config.databaseConnections(), events);
    closing(() -> await(resources.close()));
    PgDatabase wide = new PgDatabase(vertx, prepared.api(), WIDE_PER_LOOP, WIDE_PREPARED, events);
    closing(() -> await(wide.close()));
    PgTransactions transactions =
        new PgTransactions(vertx, prepared.api(), TRANSACTIONS_PER_LOOP, resources::away);
    closing(() -> await(transactions.close()));
    PgDatabase signIn = new PgDatabase(vertx, prepared.auth(), 1, events);
    closing(() -> await(signIn.close()));

    BodyWork bodies = new BodyWork(vertx);
    closing(bodies::close);
    TokenSettings tokens = new TokenSettings(ISSUER, plan.name(), secret, ACCESS_LIFE);
    PasswordGate passwords = new PasswordGate(Argon2Cost.STANDARD, random);
    closing(passwords::close);
    Revocations revocations = new Revocations(signIn, vertx, events, System::nanoTime, ACCESS_LIFE);
    closing(revocations::close);
    Authenticate authenticate =
        new Authenticate(new AccessTokenVerifier(tokens, clock), revocations);
    UuidV7 ids = new UuidV7(clock, random);

    int port = config.port() == 0 ? FreePort.on(config.host()) : config.port();
    url = config.publicUrl().orElse("http://" + Addresses.display(config.host()) + ":" + port);
    routes = new ArrayList<>();
    routes.addAll(
        AuthRoutes.of(
            new AuthSettings(
                tokens,
                new PasswordRules(
                    plan.auth().passwordMinLength(), plan.auth().passwordMaxLength(), plan.name()),
                SessionLife.STANDARD,
                config.rateLimits() ? AuthLimits.STANDARD : AuthLimits.STANDARD.off(),
                plan.auth().signup(),
                plan.auth().roles()),
            new AuthRoutes.Parts(
                signIn, passwords, revocations, authenticate, clock, ids, events)));
    routes.addAll(
        ResourceRoutes.of(
            new Parts(
                plan,
                new Authorize(plan),
                new StatementTexts(),
                bodies,
                new Cursors(secret),
                ids::next),
            resources,
            wide,
            transactions,
            authenticate::anyone));
    routes.addAll(
        ApiDocs.routes(OpenApi.compact(plan, config.publicUrl().orElse(OpenApi.SAME_ADDRESS))));
    routes.addAll(
        FrontPage.routes(
            plan.name(),
            plan.version(),
            plan.description(),
            url,
            plan.base(),
            plan.resources().stream().map(r -> plan.base() + "/" + r.name()).toList(),
            plan.auth().signup()));
    routes.addAll(Health.routes(() -> !closed && resources.answers() && signIn.answers()));

    HttpServer server = new HttpServer(vertx, settings(config, port), new Router(routes), events);
    await(revocations.start());
    await(Future.join(resources.answered(), signIn.answered()));
    closing(() -> await(server.stop(STOP_PATIENCE)));
    listen(server, config.host(), port);
    events.emit(new Event.Ready(url, (System.nanoTime() - begin) / 1_000_000));
  }

  /// An embedded database is this server's alone, and whoever started it changes the spec.
  private static Automatic automatic(Config config) {
    boolean embedded = config.database() instanceof Config.DatabaseChoice.Embedded;
    return switch (config.migrate()) {
      case AUTO -> embedded ? Automatic.SAFE : Automatic.FIRST;
      case SAFE -> Automatic.SAFE;
      case NEVER -> Automatic.NEVER;
    };
  }

  private static void listen(HttpServer server, String host, int port) {
    try {
      await(server.start());
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof BindException cause) {
        throw new ListenException(Addresses.display(host) + ":" + port, cause);
      }
      throw e;
    }
  }

  private DatabaseTarget embedded(Config config) {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(config.dataDirectory(), events);
    closing(postgres::close);
    return postgres.target();
  }

  private static HttpSettings settings(Config config, int port) {
    Limits limits = Limits.DEFAULT;
    return new HttpSettings(
        config.host(),
        port,
        config.eventLoops(),
        new Limits(
            limits.deadline(),
            limits.headRead(),
            limits.bodyRead(),
            limits.idle(),
            config.maxBodyBytes(),
            limits.headerBytes(),
            limits.uriBytes()),
        new HashSet<>(config.frontendOrigins()),
        config.trustedProxies(),
        config.publicUrl().filter(u -> u.startsWith("https:")).isPresent());
  }

  /// Where clients find it, without a trailing slash.
  public String url() {
    return url;
  }

  /// The whole route table.
  List<Route> routes() {
    return List.copyOf(routes);
  }

  private void closing(Runnable closer) {
    closers.push(closer);
  }

  /// Readiness turns red, requests under way are answered, everything closes, the database last. Bounded: some 10 s. Does
  /// nothing the second time.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    while (!closers.isEmpty()) {
      try {
        closers.pop().run();
      } catch (RuntimeException e) {
        // What comes after must be closed all the same, the database above all.
        events.emit(new Event.Stray("stop", e));
      }
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(START_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("No answer within " + START_SECONDS + " s", e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // The future throws whatever it failed with, checked or not, past the compiler.
      throw new IllegalStateException(e);
    }
  }
}
