package dev.freehold.db;

import dev.freehold.db.DbFailure.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// One connection of its own for what is done at start, in order: migrations and roles. Its calls block, so they are refused
/// on an event loop. Not for several threads at once. Statements have no timeout but their own.
///
/// Every failure is a [DbFailure] whose cause is what PostgreSQL or the network said.
public final class AdminConnection implements AutoCloseable {
  private final PgConnection connection;

  private AdminConnection(PgConnection connection) {
    this.connection = connection;
    // Such as "already exists, skipping": what matters comes as a failure.
    connection.noticeHandler(_ -> {});
    // A connection that is lost between two statements: the next one fails with it.
    connection.exceptionHandler(_ -> {});
  }

  /// Connects and logs in.
  ///
  /// @throws DbFailure `UNAVAILABLE`: the server is not there, refused the log-in, or took longer than the target's timeout
  public static AdminConnection open(Vertx vertx, DatabaseTarget target) {
    refuseEventLoop();
    Future<PgConnection> connecting =
        PgConnection.connect(vertx, ClientOptions.of(target, Duration.ZERO));
    try {
      return new AdminConnection(
          connecting
              .toCompletionStage()
              .toCompletableFuture()
              .get(target.connectTimeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      throw Failures.ofConnect(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      var _ = connecting.onSuccess(PgConnection::close);
      throw Failures.ofConnect(e);
    } catch (InterruptedException e) {
      var _ = connecting.onSuccess(PgConnection::close);
      Thread.currentThread().interrupt();
      throw Failures.ofConnect(e);
    }
  }

  /// Runs one or more statements, separated by `;`, without arguments. Several form one transaction, unless they say
  /// otherwise (PostgreSQL manual, section 54.2.2.1).
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

  /// Runs one statement with arguments, and says how many rows it changed.
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
      } catch (DbFailure rollback) {
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
      throw Failures.ofStatement(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DbFailure(Kind.UNKNOWN_OUTCOME, null, e);
    }
  }

  private static void refuseEventLoop() {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException("this blocks and must not run on an event loop");
    }
  }
}
