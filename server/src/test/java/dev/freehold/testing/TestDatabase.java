package dev.freehold.testing;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.postgres.EmbeddedPostgres;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Databases for tests. One embedded server for all tests is started on first use and stopped at
/// the end; its data is below `target/`.
public final class TestDatabase implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static @Nullable EmbeddedPostgres server;
  private static @Nullable Vertx vertx;

  private final DatabaseTarget maintenance;
  private final DatabaseTarget target;

  private TestDatabase(DatabaseTarget maintenance, DatabaseTarget target) {
    this.maintenance = maintenance;
    this.target = target;
  }

  /// The superuser of the embedded server, in its maintenance database.
  public static synchronized DatabaseTarget embedded() {
    if (server == null) {
      EmbeddedPostgres started =
          EmbeddedPostgres.startTemporary(BuildDirectory.path("test-database"), event -> {});
      server = started;
      Runtime.getRuntime().addShutdownHook(new Thread(started::close));
    }
    return server.target();
  }

  /// The superuser of the installed server, if this machine has one, in its maintenance database,
  /// over TCP without TLS.
  public static Optional<DatabaseTarget> installed() {
    return InstalledPostgres.shared().map(InstalledPostgres::target);
  }

  /// A new, empty database of the embedded server.
  public static TestDatabase fresh() {
    return fresh(embedded());
  }

  /// A new, empty database of the given server.
  public static TestDatabase fresh(DatabaseTarget maintenance) {
    return fresh(maintenance, "");
  }

  /// @param options of `create database`
  public static TestDatabase fresh(DatabaseTarget maintenance, String options) {
    String name = "test_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    execute(maintenance, "drop database if exists " + name + " with (force)");
    execute(maintenance, "create database " + name + " " + options);
    return new TestDatabase(maintenance, maintenance.withDatabase(name));
  }

  /// The superuser, in this database.
  public DatabaseTarget target() {
    return target;
  }

  /// The same target as a `DATABASE_URL`.
  public String url() {
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

  /// Drops the database and closes all connections to it.
  @Override
  public void close() {
    execute(maintenance, "drop database if exists " + target.database() + " with (force)");
  }

  /// A shared Vert.x instance for tests without their own.
  public static synchronized Vertx vertx() {
    if (vertx == null) {
      vertx = Vertx.vertx();
    }
    return vertx;
  }

  public static void execute(DatabaseTarget target, String sql) {
    try (AdminConnection connection = AdminConnection.open(vertx(), target)) {
      connection.execute(sql);
    }
  }

  /// The first column of the first row, as text.
  public static String query(DatabaseTarget target, String sql) {
    try (AdminConnection connection = AdminConnection.open(vertx(), target)) {
      return connection.query(sql, Tuple.tuple()).getFirst().getString(0);
    }
  }

  /// Waits at most ten seconds until the condition is true.
  public static void await(Callable<Boolean> condition) throws Exception {
    await(10_000, condition);
  }

  public static void await(long millis, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + millis * 1_000_000;
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not come true within " + millis + " ms");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }
}
