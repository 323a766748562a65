package dev.freehold.db;

import dev.freehold.db.DatabaseException.FailureKind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// A blocking connection for startup work: migrations and roles. Its calls fail on an event loop.
/// Not thread-safe. Statements have no client-side timeout.
///
/// Every failure is a [DatabaseException] whose cause is the error of PostgreSQL or the network.
public final class AdminConnection implements AutoCloseable {
  private final PgConnection connection;

  private AdminConnection(PgConnection connection) {
    this.connection = connection;
    // Notices, such as "already exists, skipping"; errors arrive as failures.
    connection.noticeHandler(_ -> {});
    // If the connection is lost between two statements, the next one fails.
    connection.exceptionHandler(_ -> {});
  }

  /// Connects and authenticates.
  ///
  /// @throws DatabaseException `UNAVAILABLE`: the server is not there, refused the log-in, or took
  ///   longer than the target's timeout
  public static AdminConnection open(Vertx vertx, DatabaseTarget target) {
    refuseEventLoop();
    Future<AdminConnection> connecting = connect(vertx, target);
    try {
      return connecting.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof DatabaseException failure
          ? failure
          : PostgresErrorMapper.fromConnect(target, e);
    } catch (InterruptedException e) {
      var _ = connecting.onSuccess(AdminConnection::close);
      Thread.currentThread().interrupt();
      throw PostgresErrorMapper.fromConnect(target, e);
    }
  }

  /// Same as [#open] without blocking.
  public static Future<AdminConnection> connect(Vertx vertx, DatabaseTarget target) {
    return new PgConnector(vertx, target, SessionSettings.ofStatements(Duration.ZERO))
        .connectUnpaced(target.connectTimeout().toMillis())
        .map(AdminConnection::new)
        .recover(failure -> Future.failedFuture(PostgresErrorMapper.fromConnect(target, failure)));
  }

  /// Runs one or more statements, separated by `;`, without arguments. Several form one transaction
  /// unless they control transactions themselves (PostgreSQL manual, section 54.2.2.1).
  public void execute(String sql) {
    await(connection.query(sql).execute());
  }

  /// Runs one statement with arguments `$1`, `$2` …
  public List<Row> query(String sql, Tuple arguments) {
    return await(
        connection
            .preparedQuery(sql)
            .collecting(Collectors.<Row>toList())
            .execute(arguments)
            .map(result -> List.copyOf(result.value())));
  }

  /// Runs one statement with arguments. Returns the number of changed rows.
  public int update(String sql, Tuple arguments) {
    return await(connection.preparedQuery(sql).execute(arguments)).rowCount();
  }

  /// Runs `work` between `BEGIN` and `COMMIT`; rolls back when it throws.
  public <T> T inTransaction(Supplier<T> work) {
    execute("begin");
    T result;
    try {
      result = work.get();
    } catch (RuntimeException | Error e) {
      try {
        execute("rollback");
      } catch (DatabaseException rollback) {
        // the connection is gone, and the transaction with it
        e.addSuppressed(rollback);
      }
      throw e;
    }
    execute("commit");
    return result;
  }

  /// [#inTransaction(Supplier)] for work without a result.
  public void inTransaction(Runnable work) {
    inTransaction(
        () -> {
          work.run();
          return true;
        });
  }

  @Override
  public void close() {
    await(connection.close());
  }

  private static <T> T await(Future<T> future) {
    refuseEventLoop();
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw PostgresErrorMapper.fromStatement(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException(FailureKind.UNKNOWN_OUTCOME, null, e);
    }
  }

  private static void refuseEventLoop() {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException("this blocks and must not run on an event loop");
    }
  }
}
