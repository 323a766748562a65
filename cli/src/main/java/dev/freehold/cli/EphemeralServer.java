package dev.freehold.cli;

import dev.freehold.app.App;
import dev.freehold.app.Config;
import dev.freehold.client.ApiClient;
import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.event.Event;
import dev.freehold.password.PasswordHasher;
import dev.freehold.password.PasswordHasher.Argon2Cost;
import dev.freehold.plan.ApiPlan;
import dev.freehold.postgres.EmbeddedPostgres;
import dev.freehold.postgres.EmbeddedPostgres.EmbeddedPostgresException;
import dev.freehold.postgres.FileTree;
import dev.freehold.testkit.run.RetryingApiClient;
import dev.freehold.testkit.run.TestSuiteRunner.TestUserSource;
import dev.freehold.type.UuidV7Generator;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A server on a temporary database, both removed on close. Ignores the environment and `.env`.
final class EphemeralServer implements AutoCloseable {
  private static final int SECRET_BYTES = 36;

  /// The accounts live for one run and guard nothing. At the standard cost their log-ins took half of
  /// the processor time of a run.
  private static final Argon2Cost PASSWORD_COST = new Argon2Cost(64, 1, 1);

  private final PrintWriter err;
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final List<String> unexpectedErrors = new CopyOnWriteArrayList<>();
  private String url = "";
  private String base = "";
  private TestUserSource users =
      (name, roles) -> {
        throw new IllegalStateException("not started");
      };

  private EphemeralServer(PrintWriter err) {
    this.err = err;
  }

  /// Starts a server; blocks until it answers, about two seconds.
  ///
  /// @param err for what the start waits for
  /// @throws RuntimeException one that [dev.freehold.cli.CommandFailurePrinter] knows, or a defect; nothing is left behind
  static EphemeralServer start(ApiPlan plan, PrintWriter err) {
    EphemeralServer server = new EphemeralServer(err);
    try {
      server.assemble(plan);
      return server;
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private void assemble(ApiPlan plan) {
    Path directory = directory();
    EmbeddedPostgres postgres =
        EmbeddedPostgres.startTemporary(directory.resolve("data"), this::noticed);
    closers.push(postgres::close);
    VertxResource vertx = VertxResource.open(1);
    closers.push(vertx::close);
    AdminConnection admin = AdminConnection.open(vertx.vertx(), postgres.target());
    closers.push(admin::close);

    SecureRandom random = new SecureRandom();
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    Map<String, String> environment =
        Map.of(
            "DATABASE_URL", address(postgres.target()),
            "JWT_SECRET", Base64.getUrlEncoder().encodeToString(secret),
            "FRONTEND_URL", "http://localhost:3000",
            "PORT", "0",
            "RATE_LIMITS", "off");
    App app =
        App.start(
            plan.withoutIssuers(),
            Config.read(environment, directory),
            "test",
            PASSWORD_COST,
            this::noticed);
    closers.push(app::close);
    url = app.url();
    base = plan.base();
    TestAccounts accounts = new TestAccounts(admin, plan, URI.create(url), random);
    closers.push(accounts::close);
    users = accounts;
  }

  /// Readable by all, because PostgreSQL may run as another user; its content has permissions of its own.
  private Path directory() {
    String parent = System.getProperty("java.io.tmpdir");
    try {
      Path directory = Files.createTempDirectory(Path.of(parent), "freehold-test-");
      closers.push(() -> deleted(directory));
      FileTree.makeReadableByAll(directory);
      return directory.toRealPath();
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "no temporary directory can be created in "
              + parent
              + " ("
              + e
              + "): check the disk, or choose another with JAVA_OPTS=-Djava.io.tmpdir=DIR",
          e);
    }
  }

  private static void deleted(Path directory) {
    try {
      FileTree.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String address(DatabaseTarget target) {
    return "postgresql://"
        + encoded(target.user())
        + ":"
        + encoded(target.password().reveal())
        + "@/"
        + encoded(target.database())
        + "?host="
        + encoded(target.host());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private void noticed(Event event) {
    if (event instanceof Event.UncaughtFailure(String where, Throwable cause)) {
      unexpectedErrors.add(where + ": " + cause);
    } else if (event instanceof Event.StartWaiting(String target, long millis, String reason)) {
      err.println("freehold: waiting for " + target + " since " + millis + " ms: " + reason);
    }
  }

  /// Scheme, host and port.
  URI url() {
    return URI.create(url);
  }

  /// The base path of the API.
  String base() {
    return base;
  }

  TestUserSource people() {
    return users;
  }

  /// Failures of background work.
  List<String> unexpectedErrors() {
    return List.copyOf(unexpectedErrors);
  }

  /// Closes everything in reverse order, the directory last. Idempotent.
  @Override
  public synchronized void close() {
    while (!closers.isEmpty()) {
      try {
        closers.pop().run();
      } catch (RuntimeException e) {
        // Continue: the database and its directory must be removed in any case.
        unexpectedErrors.add("stop: " + e);
      }
    }
  }

  /// Users with accounts of the kind that `freehold user create` makes, logged in over HTTP.
  static final class TestAccounts implements TestUserSource, AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private final AdminConnection admin;
    private final ApiClient client;
    private final String base;
    private final String password;
    private final String hash;
    private final UuidV7Generator ids;
    private int made;

    /// @param admin a connection as the owner of the tables, for this object alone
    TestAccounts(AdminConnection admin, ApiPlan plan, URI url, SecureRandom random) {
      this.admin = admin;
      this.client = new ApiClient(url, DEADLINE);
      this.base = plan.base();
      this.ids = new UuidV7Generator(InstantSource.system(), random);
      StringBuilder words = new StringBuilder("hbv7-qkmz-3tnw-x9rd-2pfc");
      while (words.length() < plan.auth().passwordMinLength()) {
        words.append("-w5ge");
      }
      this.password = words.toString();
      this.hash = hash(password, random);
    }

    /// All accounts share one password, so that only a log-in hashes.
    private static String hash(String password, SecureRandom random) {
      try (PasswordHasher gate = new PasswordHasher(PASSWORD_COST, random)) {
        return gate.hash(password).await(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        throw new IllegalStateException("no hash within " + DEADLINE, e);
      }
    }

    @Override
    public TestUser createSignedIn(String name, List<String> roles) {
      String email = create(name, roles);
      JsonObject credentials = new JsonObject().put("email", email).put("password", password);
      ClientResponse answer =
          RetryingApiClient.send(
              client, ClientRequest.of("POST", base + "/auth/login").json(credentials));
      JsonObject data = answer.jsonObject().getJsonObject("data", new JsonObject());
      if (answer.status() != 200) {
        throw new RequestFailedException(
            RequestFailedException.Reason.NOT_HTTP,
            name + " cannot log in: " + answer.status() + " " + answer.text());
      }
      String id = data.getJsonObject("user", new JsonObject()).getString("id", "");
      return new TestUser(id, email, data.getString("access_token", ""));
    }

    private synchronized String create(String name, List<String> roles) {
      String email = name.replace('_', '-') + "-" + ++made + "@example.com";
      return new dev.freehold.account.AccountAdminRepository(
              admin, dev.freehold.account.AccountNotices.OFF)
          .create(ids.next(), email, name, hash, roles)
          .orElseThrow(() -> new IllegalStateException(email + " is taken"))
          .email();
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
