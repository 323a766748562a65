package dev.freehold.testing;

import dev.freehold.account.SessionRepository.SessionLifetime;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer;
import dev.freehold.api.OwnProfile;
import dev.freehold.api.RequestDatabases;
import dev.freehold.api.ResourceRoutes;
import dev.freehold.auth.AuthRoutes;
import dev.freehold.auth.AuthRoutes.AuthDependencies;
import dev.freehold.auth.AuthSettings;
import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.BearerAuthenticator;
import dev.freehold.db.AdminConnection;
import dev.freehold.db.Database;
import dev.freehold.db.PgDatabase;
import dev.freehold.db.PgTransactionRunner;
import dev.freehold.db.SchemaMonitor;
import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.http.RequestBodyExecutor;
import dev.freehold.http.Route;
import dev.freehold.input.KeysetCursorCodec;
import dev.freehold.password.PasswordHasher;
import dev.freehold.password.PasswordHasher.Argon2Cost;
import dev.freehold.password.PasswordPolicy;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.ratelimit.FairQueue;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Teams;
import dev.freehold.sql.StatementTextCache;
import dev.freehold.sql.TextCollation;
import dev.freehold.token.AccessTokenIssuer;
import dev.freehold.token.AccessTokenVerifier;
import dev.freehold.token.InvitationTokenCodec;
import dev.freehold.token.TokenSettings;
import dev.freehold.type.Secret;
import dev.freehold.type.UuidV7Generator;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// The API of a spec on a real socket and a real database with the runtime role, and clients
/// of its users: `as(other).get("/tasks/1").expect(404)`.
public final class ApiScenario implements AutoCloseable {
  private static final Secret SECRET = Secret.of("scenario-scenario-scenario-scenario");

  /// The expensive queries at once; one caller has one less.
  public static final int WIDE_QUERIES = 3;

  private final TestDatabase database = TestDatabase.fresh();
  private final AccessTokenIssuer issuer;
  private final SessionRevocationCache revocationCache;
  private final PgDatabase api;
  private final PgDatabase auth;
  private final PgDatabase wide;
  private final PgTransactionRunner transactions;
  private final RequestBodyExecutor bodies;
  private final PasswordHasher passwords;
  private final HttpTestServer server;
  private final HttpClient http = HttpClient.newHttpClient();

  /// A signed-in user.
  public record Person(UUID id, String token) {}

  public ApiScenario(Spec spec) {
    this(spec, PgDatabase.STATEMENT_TIMEOUT, Duration.ofSeconds(4));
  }

  /// @param wideQueryTime after which an expensive query is stopped
  /// @param wideQueryPatience the longest wait of one for its turn
  public ApiScenario(Spec spec, Duration wideQueryTime, Duration wideQueryPatience) {
    ApiPlan plan = ApiPlanner.plan(spec);
    DatabaseRoleNames roles =
        new DatabaseRoleNames(
            "postgres",
            database.target().database() + "_api",
            database.target().database() + "_auth");
    for (String role : List.of(roles.api(), roles.auth())) {
      sql("create role \"" + role + "\" login nosuperuser nobypassrls password 'secret'");
    }
    sql(SchemaModel.of(plan, roles).script());
    Vertx vertx = Vertx.vertx();
    TokenSettings tokens =
        new TokenSettings("https://test", "test", SECRET, Duration.ofMinutes(15));
    issuer = new AccessTokenIssuer(tokens, InstantSource.system());
    Secret password = Secret.of("secret");
    api = new PgDatabase(vertx, database.target().withUser(roles.api(), password), 2, _ -> {});
    wide =
        PgDatabase.forSlowStatements(
            vertx,
            database.target().withUser(roles.api(), password),
            WIDE_QUERIES,
            wideQueryTime,
            _ -> {});
    FairQueue turns = new FairQueue(WIDE_QUERIES, wideQueryPatience, System::nanoTime);
    vertx.setPeriodic(100, _ -> turns.expire());
    auth = new PgDatabase(vertx, database.target().withUser(roles.auth(), password), 1, _ -> {});
    revocationCache =
        new SessionRevocationCache(auth, vertx, _ -> {}, System::nanoTime, tokens.accessLife());
    HttpTestServer.await(onLoop(vertx, revocationCache::start));
    BearerAuthenticator authenticator =
        new BearerAuthenticator(
            new AccessTokenVerifier(tokens, InstantSource.system()),
            revocationCache,
            plan.teams() == null ? null : Teams.HEADER);
    UuidV7Generator ids = new UuidV7Generator(InstantSource.system(), new SecureRandom());
    transactions =
        new PgTransactionRunner(
            vertx, database.target().withUser(roles.api(), password), 4, api::isDown, _ -> {});
    bodies = new RequestBodyExecutor(vertx);
    OperationDependencies dependencies =
        new OperationDependencies(
            plan,
            new Authorizer(plan),
            new StatementTextCache(TextCollation.STANDARD),
            bodies,
            new KeysetCursorCodec(SECRET),
            new InvitationTokenCodec(SECRET),
            ids::next,
            new SchemaMonitor(vertx, api, "app", List.of(), _ -> {}));
    passwords = new PasswordHasher(new Argon2Cost(8, 1, 1), new SecureRandom());
    List<Route> routes =
        new ArrayList<>(
            ResourceRoutes.of(
                dependencies,
                new RequestDatabases(api, wide, transactions, turns, _ -> false),
                _ -> Future.succeededFuture(false),
                authenticator::allowAnonymous));
    routes.addAll(
        AuthRoutes.of(
            new AuthSettings(
                tokens,
                new PasswordPolicy(8, 256, plan.name()),
                SessionLifetime.STANDARD,
                AuthRateLimits.STANDARD.disabled(),
                plan.auth().signup(),
                plan.auth().roles()),
            new AuthDependencies(
                auth,
                new SchemaMonitor(vertx, auth, "auth", List.of(), _ -> {}),
                passwords,
                revocationCache,
                authenticator,
                InstantSource.system(),
                ids,
                OwnProfile.of(dependencies, api),
                _ -> {})));
    server = HttpTestServer.on(vertx, routes);
  }

  /// A connection of the role that serves resources.
  public Database database() {
    return api;
  }

  /// @param roles the roles in the token
  public Person person(String... roles) {
    UUID id = UUID.randomUUID();
    sql("insert into auth.users (id, password_hash) values ('" + id + "', '$argon2id$x')");
    sql("insert into auth.emails (email, user_id) values ('" + id + "@example.com', '" + id + "')");
    return new Person(id, issuer.issue(id, UUID.randomUUID(), List.of(roles)));
  }

  /// The same person after another sign-in.
  ///
  /// @param roles the roles in the token
  public Person withRoles(Person person, String... roles) {
    return new Person(person.id(), issuer.issue(person.id(), UUID.randomUUID(), List.of(roles)));
  }

  public ScenarioClient as(Person person) {
    return new ScenarioClient(http, server.port(), "Bearer " + person.token());
  }

  public ScenarioClient nobody() {
    return new ScenarioClient(http, server.port(), "");
  }

  public HttpTestServer server() {
    return server;
  }

  /// A connection of the superuser, to whom row-level security does not apply.
  public AdminConnection connection() {
    return AdminConnection.open(TestDatabase.vertx(), database.target());
  }

  /// The quoted role that serves resources.
  public String apiRole() {
    return "\"" + database.target().database() + "_api\"";
  }

  /// Executes as the superuser.
  public void sql(String sql) {
    try (AdminConnection connection = connection()) {
      connection.execute(sql);
    }
  }

  /// Locks a table against every other use, until it is closed.
  public TableLock lock(String table) {
    AdminConnection connection = connection();
    connection.execute("begin; lock table " + table + " in access exclusive mode");
    return new TableLock(connection);
  }

  /// A lock on a table. Closing it twice does nothing.
  public record TableLock(AdminConnection connection) implements AutoCloseable {
    @Override
    public void close() {
      connection.close();
    }
  }

  /// The statuses of two requests at the same time: both are sent while the table is locked.
  ///
  /// @param table with its schema; both requests use it
  public List<Integer> race(
      String table, Supplier<ScenarioClient.Answer> first, Supplier<ScenarioClient.Answer> second)
      throws Exception {
    String waiting =
        "select count(*)::text from pg_locks where not granted and relation = '%s'::regclass"
            .formatted(table);
    CyclicBarrier start = new CyclicBarrier(2);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      java.util.concurrent.Future<Integer> one;
      java.util.concurrent.Future<Integer> other;
      try (TableLock _ = lock(table)) {
        one = clients.submit(() -> status(start, first));
        other = clients.submit(() -> status(start, second));
        TestDatabase.await(() -> !query(waiting).equals("0"));
      }
      return List.of(one.get(), other.get());
    }
  }

  private static int status(CyclicBarrier start, Supplier<ScenarioClient.Answer> request)
      throws Exception {
    start.await();
    return request.get().status();
  }

  /// The first column of the first row, as text; executed as the superuser.
  public String query(String sql) {
    return TestDatabase.query(database.target(), sql);
  }

  private static <T> Future<T> onLoop(Vertx vertx, Supplier<Future<T>> work) {
    Promise<T> promise = Promise.promise();
    vertx.runOnContext(_ -> work.get().onComplete(promise));
    return promise.future();
  }

  @Override
  public void close() {
    http.close();
    revocationCache.close();
    bodies.close();
    passwords.close();
    HttpTestServer.await(transactions.close());
    HttpTestServer.await(wide.close());
    HttpTestServer.await(api.close());
    HttpTestServer.await(auth.close());
    server.close();
    database.close();
  }
}
