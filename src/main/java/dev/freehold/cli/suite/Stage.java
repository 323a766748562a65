package dev.freehold.cli.suite;

import dev.freehold.app.App;
import dev.freehold.app.Config;
import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.event.Event;
import dev.freehold.plan.ApiPlan;
import dev.freehold.postgres.EmbeddedPostgres;
import dev.freehold.postgres.machine.FileTree;
import dev.freehold.suite.run.People;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

/// A backend on a database of its own, which is thrown away with it. Nothing of this machine's configuration is read.
final class Stage implements AutoCloseable {
  private static final int SECRET_BYTES = 36;

  /// Nobody needs the data of a test after a power cut.
  private static final List<String> FAST =
      List.of(
          "alter system set fsync = off",
          "alter system set synchronous_commit = off",
          "alter system set full_page_writes = off");

  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final List<String> strays = new CopyOnWriteArrayList<>();
  private String url = "";
  private String base = "";
  private People people =
      (name, roles) -> {
        throw new IllegalStateException("not started");
      };

  private Stage() {}

  /// Blocks until it answers: some two seconds.
  ///
  /// @throws RuntimeException one that [dev.freehold.cli.terminal.StartFault] knows, or a defect; nothing stays
  static Stage start(ApiPlan plan) {
    Stage stage = new Stage();
    try {
      stage.assemble(plan);
      return stage;
    } catch (RuntimeException | Error e) {
      stage.close();
      throw e;
    }
  }

  private void assemble(ApiPlan plan) {
    Path directory = directory();
    EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("data"), this::noticed);
    closers.push(postgres::close);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    closers.push(() -> closed(vertx));
    AdminConnection admin = AdminConnection.open(vertx, postgres.target());
    closers.push(admin::close);
    FAST.forEach(admin::execute);
    admin.execute("select pg_reload_conf()");

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
    App app = App.start(plan, Config.read(environment, directory), "test", this::noticed);
    closers.push(app::close);
    url = app.url();
    base = plan.base();
    Accounts accounts = new Accounts(admin, plan, URI.create(url), random);
    closers.push(accounts::close);
    people = accounts;
  }

  /// Others may enter, since PostgreSQL may run as another user, and what is in it is its owner's alone.
  private Path directory() {
    try {
      Path directory = Files.createTempDirectory("freehold-test-");
      closers.push(() -> deleted(directory));
      FileTree.open(directory);
      return directory.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleted(Path directory) {
    try {
      FileTree.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void closed(Vertx vertx) {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new IllegalStateException("Vert.x does not close", e);
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
    if (event instanceof Event.Stray(String where, Throwable cause)) {
      strays.add(where + ": " + cause);
    }
  }

  /// Scheme, host and port.
  URI url() {
    return URI.create(url);
  }

  /// What stands before each path of a case.
  String base() {
    return base;
  }

  People people() {
    return people;
  }

  /// What the backend did not foresee.
  List<String> strays() {
    return List.copyOf(strays);
  }

  /// Everything ends, the directory last. Does nothing the second time.
  @Override
  public synchronized void close() {
    while (!closers.isEmpty()) {
      try {
        closers.pop().run();
      } catch (RuntimeException e) {
        // The rest must go all the same, the database and its directory above all.
        strays.add("stop: " + e);
      }
    }
  }
}
