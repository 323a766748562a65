package dev.freehold.db;

import dev.freehold.db.DatabaseException.FailureKind;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.Connection;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// A connection that is reopened when it is lost. Confined to one event loop.
final class PipelinedConnection {
  /// The statements in progress on one connection at most. Further ones wait in the pool, where
  /// they can still be rejected.
  static final int WINDOW = 256;

  private static final long AGAIN_MILLIS = 200;

  /// Callbacks to the [PipelinedConnectionPool] of the event loop.
  interface ConnectionListener {
    void opened();

    void lost(DatabaseException reason);

    /// The statement is done with this connection; `failure` is null if it was answered.
    void statementEnded(PendingStatement<?> statement, @Nullable DatabaseException failure);
  }

  private final Vertx vertx;
  private final PgConnector connector;
  private final ConnectTimeout timeout;
  private final int window;
  private final ConnectionListener owner;
  private final ArrayDeque<PendingStatement<?>> underWay = new ArrayDeque<>();
  private @Nullable PgConnection connection;
  private int inFlight;
  private long progressNanos;
  private long attempt;
  private boolean closed;

  /// @param window the statements in progress at most
  PipelinedConnection(Vertx vertx, PgConnector connector, int window, ConnectionListener owner) {
    this.vertx = vertx;
    this.window = window;
    this.connector = connector;
    this.timeout = new ConnectTimeout(connector.target().connectTimeout());
    this.owner = owner;
  }

  void connect() {
    if (closed) {
      return;
    }
    long mine = ++attempt;
    connector
        .connect(timeout.millis())
        .onComplete(
            result -> {
              if (result.failed()) {
                if (result.cause() instanceof TimeoutException && mine == attempt) {
                  timeout.elapsed();
                }
                refused(mine, result.cause());
              } else if (mine != attempt || closed) {
                var _ = result.result().close();
              } else {
                opened(result.result());
              }
            });
  }

  private void refused(long mine, Throwable cause) {
    if (mine == attempt && !closed) {
      attempt++;
      vertx.setTimer(
          AGAIN_MILLIS + ThreadLocalRandom.current().nextLong(AGAIN_MILLIS / 2), _ -> connect());
      owner.lost(PostgresErrorMapper.fromConnect(cause));
    }
  }

  private void opened(PgConnection made) {
    connection = made;
    timeout.connected();
    inFlight = 0;
    FlushCoalescing.install(made);
    made.closeHandler(_ -> lost(made, "the connection was closed"));
    // An error here is followed by a close or a failed statement, which are handled elsewhere.
    made.exceptionHandler(_ -> {});
    made.noticeHandler(_ -> {});
    owner.opened();
  }

  private void lost(PgConnection former, String reason) {
    if (!Objects.equals(connection, former)) {
      return;
    }
    connection = null;
    var failure =
        new DatabaseException(FailureKind.UNKNOWN_OUTCOME, null, new IllegalStateException(reason));
    for (PendingStatement<?> statement = underWay.poll();
        statement != null;
        statement = underWay.poll()) {
      statement.fail(failure);
    }
    owner.lost(failure);
    connect();
  }

  boolean isOpen() {
    return connection != null;
  }

  /// The number of statements that can be sent; 0 if the connection is not open.
  int freeSlots() {
    return connection == null ? 0 : window - inFlight;
  }

  /// The statements that are sent and not answered.
  int inFlight() {
    return connection == null ? 0 : inFlight;
  }

  /// Requires [#freeSlots()] above 0.
  void send(PendingStatement<?> statement) {
    PgConnection now = connection;
    if (now == null) {
      throw new IllegalStateException("not open");
    }
    if (inFlight++ == 0) {
      progressNanos = System.nanoTime();
    }
    underWay.add(statement);
    statement.send(
        now,
        failure -> {
          if (Objects.equals(connection, now)) {
            inFlight--;
            long answeredNanos = System.nanoTime();
            if (failure == null) {
              statement.served(answeredNanos - progressNanos);
            }
            progressNanos = answeredNanos;
            while (!underWay.isEmpty() && underWay.peek().done()) {
              underWay.remove();
            }
            if (failure != null) {
              underWay.removeFirstOccurrence(statement);
            }
          }
          if (failure != null
              && (failure.kind() == FailureKind.UNKNOWN_OUTCOME
                  || PgConnector.isReadOnly(failure))) {
            // Sent before any other statement.
            giveUp(now, failure.reason());
          }
          owner.statementEnded(statement, failure);
        });
  }

  /// Closes a connection whose statements have had no answer for too long: the server hangs, or the
  /// network drops packets.
  void abandonIfStuck(long limitNanos) {
    PgConnection now = connection;
    if (now != null && inFlight > 0 && System.nanoTime() - progressNanos > limitNanos) {
      giveUp(now, "no answer in time");
    }
  }

  private void giveUp(PgConnection former, String reason) {
    if (Objects.equals(connection, former)) {
      lost(former, reason);
      // The socket may be dead or the server hang: the result of the close is ignored.
      var _ = former.close();
    }
  }

  /// Closes the connection and opens another.
  void leave(String reason) {
    PgConnection now = connection;
    if (now != null) {
      giveUp(now, reason);
    }
  }

  void close() {
    closed = true;
    PgConnection now = connection;
    if (now != null) {
      giveUp(now, "closed by this program");
    }
  }

  /// Sends the statements of one turn of the event loop with one system call instead of one per
  /// statement. PostgreSQL then wakes up once for several.
  public static final class FlushCoalescing {
    private FlushCoalescing() {}

    public static void install(PgConnection connection) {
      if (connection instanceof SqlConnectionInternal internal) {
        Connection wire = internal.unwrap();
        for (Connection inner = wire.unwrap(); !inner.equals(wire); inner = wire.unwrap()) {
          wire = inner;
        }
        if (wire instanceof SocketConnectionBase base) {
          base.socket()
              .channelHandlerContext()
              .pipeline()
              .addFirst(new FlushConsolidationHandler(PipelinedConnection.WINDOW, true));
        }
      }
    }
  }

  /// A call of [Database#run]. Confined to one event loop.
  static final class PendingStatement<R extends @Nullable Object> {
    final long acceptedNanos = System.nanoTime();
    private final String sql;
    private final Tuple arguments;
    private final Collector<Row, ?, R> rows;
    private final LongConsumer serviceNanos;
    private final Promise<R> promise;
    private int attempts;
    private boolean done;

    PendingStatement(String sql, Tuple arguments, Collector<Row, ?, R> rows, Promise<R> promise) {
      this(sql, arguments, rows, _ -> {}, promise);
    }

    /// @param serviceNanos called with the time from the answer to the statement before it, or from
    ///   the sending on an idle connection, to its answer
    PendingStatement(
        String sql,
        Tuple arguments,
        Collector<Row, ?, R> rows,
        LongConsumer serviceNanos,
        Promise<R> promise) {
      this.sql = sql;
      this.arguments = arguments;
      this.rows = rows;
      this.serviceNanos = serviceNanos;
      this.promise = promise;
    }

    void served(long nanos) {
      serviceNanos.accept(nanos);
    }

    boolean done() {
      return done;
    }

    int attempts() {
      return attempts;
    }

    /// @param after called once when the connection is done with the call; null if it succeeded and
    ///   was answered
    void send(PgConnection connection, CompletionListener after) {
      attempts++;
      connection
          .preparedQuery(sql)
          .collecting(rows)
          .execute(arguments)
          .onComplete(
              result -> {
                if (done) {
                  after.completed(null);
                } else if (result.succeeded()) {
                  done = true;
                  after.completed(null);
                  promise.complete(result.result().value());
                } else {
                  after.completed(PostgresErrorMapper.fromStatement(result.cause()));
                }
              });
    }

    void fail(DatabaseException failure) {
      if (!done) {
        done = true;
        promise.fail(failure);
      }
    }

    @FunctionalInterface
    interface CompletionListener {
      void completed(@Nullable DatabaseException failure);
    }
  }
}
