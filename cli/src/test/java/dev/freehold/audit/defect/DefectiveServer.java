package dev.freehold.audit.defect;

import dev.freehold.app.App;
import dev.freehold.app.Config;
import dev.freehold.audit.defect.Defect.FaultContext;
import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.event.Event;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.BuildDirectory;
import dev.freehold.testing.TestDatabase;
import dev.freehold.token.SigningSecrets;
import dev.freehold.token.TokenSettings;
import dev.freehold.type.Secret;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A complete server on its own database, as `serve` starts it, with one defect in it or in front
/// of it.
final class DefectiveServer implements AutoCloseable, FaultContext {
  private static final Path SPEC = Path.of("testdata/specs/plant.yaml");
  private static final String SECRET = "Yq7-v2Zr.k5Tn_b0Wx8Lm3Jd6Hs9Fg1Pc4";
  private static final Duration LIFE = Duration.ofMinutes(15);

  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final Map<String, String> memory = FaultContext.emptyMemory();
  private final DatabaseTarget superuser;
  private final AdminConnection connection;
  private final TokenForger forge;
  private final int port;
  private final @Nullable UnscopedResourceServer unscopedResourceServer;
  private final FaultInjectingProxy proxy;

  /// Closes nothing on failure, because a failure ends the run.
  DefectiveServer(Defect defect) throws IOException {
    TestDatabase database = TestDatabase.fresh();
    closers.push(database::close);
    superuser = database.target();
    connection = AdminConnection.open(TestDatabase.vertx(), superuser);
    closers.push(connection::close);
    String spec = spec();
    ApiPlan plan = plan(spec);
    Map<String, String> environment = new HashMap<>(defect.settings());
    environment.putAll(
        Map.of(
            "DATABASE_URL",
            url(superuser),
            "JWT_SECRET",
            SECRET,
            "FRONTEND_URL",
            "http://localhost:3000",
            "EVENT_LOOPS",
            "1",
            "PORT",
            "0"));
    App app =
        App.start(
            plan,
            Config.read(environment, BuildDirectory.root()),
            "0.0.0-test",
            event -> record(event));
    closers.push(app::close);
    port = URI.create(app.url()).getPort();
    TokenSettings tokens =
        new TokenSettings("freehold", plan.name(), SigningSecrets.of(Secret.of(SECRET)), LIFE);
    forge = new TokenForger(tokens);
    defect.statements().forEach(sql -> TestDatabase.execute(superuser, sql));
    unscopedResourceServer =
        defect.serverMutation().map(mutation -> mutatedServer(mutation, spec, tokens)).orElse(null);
    proxy = new FaultInjectingProxy(port, request -> defect.fault().answer(request, this));
    closers.push(proxy::close);
  }

  private UnscopedResourceServer mutatedServer(
      Defect.ServerMutation mutation, String spec, TokenSettings tokens) {
    String altered = mutation.spec().apply(spec);
    UnscopedResourceServer server =
        new UnscopedResourceServer(
            plan(altered), superuser, tokens, mutation.limits(), mutation.sql());
    closers.push(server::close);
    return server;
  }

  private void record(Event event) {
    if (event instanceof Event.UncaughtFailure) {
      events.add(event.toString());
    }
  }

  /// The spec of the server without defects.
  static String spec() throws IOException {
    return Files.readString(SPEC);
  }

  /// @throws AssertionError if the spec is not valid
  static ApiPlan plan(String spec) {
    return switch (SpecChecker.check(spec.getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
    };
  }

  private static String url(DatabaseTarget target) {
    return "postgresql://%s:%s@/%s?host=%s"
        .formatted(
            encoded(target.user()),
            encoded(target.password().reveal()),
            encoded(target.database()),
            encoded(target.host()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// The URL of the defective server.
  URI url() {
    return URI.create(proxy.url());
  }

  /// Uncaught failures of the server itself.
  List<String> unexpectedEvents() {
    return List.copyOf(events);
  }

  @Override
  public ProxiedResponse send(ProxiedRequest request) throws IOException {
    boolean resource = request.path().startsWith(ProxiedRequest.BASE + "/") && !request.isSignIn();
    return FaultInjectingProxy.send(
        unscopedResourceServer != null && resource ? unscopedResourceServer.port() : port, request);
  }

  @Override
  public ProxiedResponse sendToIntactServer(ProxiedRequest request) throws IOException {
    return FaultInjectingProxy.send(port, request);
  }

  @Override
  public TokenForger forge() {
    return forge;
  }

  @Override
  public Optional<String> query(String sql, Object... arguments) {
    return connection.query(sql, Tuple.from(arguments)).stream()
        .findFirst()
        .map(row -> row.getString(0));
  }

  @Override
  public Map<String, String> memory() {
    return memory;
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
