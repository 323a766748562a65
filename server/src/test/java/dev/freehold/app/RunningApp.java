package dev.freehold.app;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.event.Event;
import dev.freehold.password.PasswordHasher.Argon2Cost;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.BuildDirectory;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.TestDatabase;
import dev.freehold.testing.TestPasswords;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The whole server as `serve` starts it, on its own database, with users who sign up over HTTP.
/// Every response is checked against the OpenAPI document of this server.
final class RunningApp implements AutoCloseable {
  static final String SECRET = "kW8-q2Zr.v5Tn_b0Yx7Lm3Jd6Hs9Fg1Pc4";
  static final String PASSWORD = "correct horse battery staple";

  private final ApiPlan plan;
  private final @Nullable TestDatabase database;
  private final App app;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final OpenApiConformance document;

  /// A user with an account.
  ///
  /// @param client signed in
  /// @param session `data` of the sign-up
  record SignedUpUser(String email, ScenarioClient client, JsonObject session) {
    String id() {
      return session.getJsonObject("user").getString("id");
    }

    String accessToken() {
      return session.getString("access_token");
    }

    String refreshToken() {
      return session.getString("refresh_token");
    }
  }

  private RunningApp(
      ApiPlan plan,
      DatabaseTarget target,
      @Nullable TestDatabase database,
      Argon2Cost passwordCost,
      String... more) {
    this.plan = plan;
    this.database = database;
    Map<String, String> environment = new HashMap<>();
    environment.put("DATABASE_URL", url(target));
    environment.put("JWT_SECRET", SECRET);
    environment.put("FRONTEND_URL", "http://localhost:3000");
    environment.put("PORT", "0");
    environment.put("RATE_LIMITS", "off");
    // A database that is kept between runs may come from an older program.
    environment.put("FREEHOLD_MIGRATE", "safe");
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    app =
        App.start(
            plan,
            Config.read(environment, BuildDirectory.root()),
            "0.0.0-test",
            passwordCost,
            events::add);
    ScenarioClient plain = new ScenarioClient(http, address(), "", (_, _) -> {});
    document =
        new OpenApiConformance(
            plain.get("/openapi.json?detail=full").expect(200).response().body(),
            plain.get("/openapi.json").expect(200).response().body());
  }

  /// Starts the server on a fresh database of the embedded PostgreSQL.
  ///
  /// @param more additional variables: names and values alternate
  static RunningApp of(ApiPlan plan, String... more) {
    TestDatabase database = TestDatabase.fresh();
    return new RunningApp(plan, database.target(), database, TestPasswords.COST, more);
  }

  /// Same as [#of], with passwords at the standard cost, for tests that compare times.
  static RunningApp atStandardPasswordCost(ApiPlan plan, String... more) {
    TestDatabase database = TestDatabase.fresh();
    return new RunningApp(plan, database.target(), database, Argon2Cost.STANDARD, more);
  }

  /// Starts the server on the database of the caller.
  ///
  /// @param more additional variables: names and values alternate
  static RunningApp on(DatabaseTarget target, ApiPlan plan, String... more) {
    return new RunningApp(plan, target, null, TestPasswords.COST, more);
  }

  /// The plan of `examples/<name>/freehold.yaml`.
  static ApiPlan example(String name) {
    try {
      byte[] text = Files.readAllBytes(Path.of("examples", name, "freehold.yaml"));
      return switch (SpecChecker.check(text)) {
        case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
        case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String url(DatabaseTarget target) {
    return "postgresql://"
        + encoded(target.user())
        + ":"
        + encoded(target.password().reveal())
        + (target.usesUnixSocket() ? "@/" : "@" + target.host() + ":" + target.port() + "/")
        + encoded(target.database())
        + (target.usesUnixSocket()
            ? "?host=" + encoded(target.host())
            : "?sslmode=" + target.tls().sslmode());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  SignedUpUser person() {
    // A database that is kept between runs contains the users of the last run.
    String email = "person-" + UUID.randomUUID() + "@example.com";
    String body = new JsonObject().put("email", email).put("password", PASSWORD).encode();
    JsonObject session = nobody().post("/auth/signup", body).expect(201).data();
    return new SignedUpUser(email, with(session.getString("access_token")), session);
  }

  ScenarioClient with(String token) {
    return client(plan.base(), "Bearer " + token);
  }

  ScenarioClient nobody() {
    return nobody(plan.base());
  }

  /// @param base the prefix of every path; empty for the pages
  ScenarioClient nobody(String base) {
    return client(base, "");
  }

  /// @param authorization the complete header value
  ScenarioClient client(String base, String authorization) {
    return new ScenarioClient(http, address() + base, authorization, document::check);
  }

  private String address() {
    return "http://127.0.0.1:" + port();
  }

  OpenApiConformance served() {
    return document;
  }

  App app() {
    return app;
  }

  int port() {
    return URI.create(app.url()).getPort();
  }

  List<Event> events() {
    return events;
  }

  /// Runs SQL as the superuser, whom row-level security does not bind.
  void sql(String sql) {
    TestDatabase.execute(target(), sql);
  }

  /// Returns the first column, a text, of the first row. Runs as the superuser.
  String query(String sql) {
    return TestDatabase.query(target(), sql);
  }

  DatabaseTarget target() {
    if (database == null) {
      throw new IllegalStateException("the database is the test's own");
    }
    return database.target();
  }

  @Override
  public void close() {
    http.close();
    app.close();
    if (database != null) {
      database.close();
    }
  }
}
