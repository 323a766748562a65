package dev.freehold.testing;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.Database;
import dev.freehold.db.PgDatabase;
import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.Spec;
import dev.freehold.token.AccessTokenIssuer;
import dev.freehold.token.SigningSecrets;
import dev.freehold.token.TokenSettings;
import dev.freehold.type.Secret;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The API of a spec on a real socket and a real database with the runtime role, and clients
/// of its users: `as(other).get("/tasks/1").expect(404)`.
public final class ApiScenario implements AutoCloseable {
  private static final TokenSettings TOKENS =
      new TokenSettings(
          "https://test",
          "test",
          SigningSecrets.of(Secret.of("scenario-scenario-scenario-scenario")),
          Duration.ofMinutes(15));

  /// The expensive queries at once; one caller has one less.
  public static final int WIDE_QUERIES = 3;

  private final TestDatabase database = TestDatabase.fresh();
  private final AccessTokenIssuer issuer = new AccessTokenIssuer(TOKENS, InstantSource.system());
  private final HttpClient http = HttpClient.newHttpClient();
  private final Supplier<ScenarioNode> nodes;
  private final List<ScenarioNode> running = new ArrayList<>();

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
    Secret password = Secret.of("secret");
    nodes =
        () ->
            new ScenarioNode(
                plan,
                TOKENS,
                database.target().withUser(roles.api(), password),
                database.target().withUser(roles.auth(), password),
                wideQueryTime,
                wideQueryPatience);
    addNode();
  }

  /// One more server on the same database; [#as(Person, int)] addresses it.
  public void addNode() {
    running.add(nodes.get());
  }

  /// A connection of the role that serves resources.
  public Database database() {
    return running.getFirst().database();
  }

  /// @param roles those of the account, and in the token
  public Person person(String... roles) {
    UUID id = UUID.randomUUID();
    sql("insert into auth.users (id, password_hash) values ('" + id + "', '$argon2id$x')");
    sql("insert into auth.emails (email, user_id) values ('" + id + "@example.com', '" + id + "')");
    grant(id, roles);
    return new Person(id, issuer.issue(id, UUID.randomUUID(), List.of(roles)));
  }

  private void grant(UUID id, String... roles) {
    for (String role : roles) {
      sql("insert into auth.roles (user_id, role) values ('" + id + "', '" + role + "')");
    }
  }

  /// The same person after another sign-in.
  ///
  /// @param roles those that the account then has
  public Person withRoles(Person person, String... roles) {
    sql("delete from auth.roles where user_id = '" + person.id() + "'");
    grant(person.id(), roles);
    return new Person(person.id(), issuer.issue(person.id(), UUID.randomUUID(), List.of(roles)));
  }

  public ScenarioClient as(Person person) {
    return as(person, 0);
  }

  /// @param node the server that is asked; 0 for the first
  public ScenarioClient as(Person person, int node) {
    return new ScenarioClient(http, running.get(node).server().port(), "Bearer " + person.token());
  }

  public ScenarioClient nobody() {
    return new ScenarioClient(http, server().port(), "");
  }

  /// A client of the tools.
  ///
  /// @param person null for an anonymous caller
  public McpClient mcp(@Nullable Person person) {
    String address = "http://127.0.0.1:" + server().port();
    String authorization = person == null ? "" : "Bearer " + person.token();
    return new McpClient(new ScenarioClient(http, address, authorization, (_, _) -> {}));
  }

  public HttpTestServer server() {
    return running.getFirst().server();
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

  @Override
  public void close() {
    http.close();
    running.forEach(ScenarioNode::close);
    database.close();
  }
}
