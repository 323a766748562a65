package dev.freehold.db;

import dev.freehold.db.DbFailure.Kind;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One connection that is made again whenever it is lost. Confined to one event loop.
final class PipelinedConnection {
  /// Statements that may be under way on one connection; those beyond wait where they can still be refused.
  static final int WINDOW = 256;

  private static final long CONNECT_MILLIS = 1_000;
  private static final long AGAIN_MILLIS = 200;

  /// What becomes of it, told to the event loop's [LoopConnections].
  interface Owner {
    void opened();

    void lost(DbFailure reason);

    /// The statement is through with this connection; `failure` is null where it has its answer.
    void through(Statement<?> statement, @Nullable DbFailure failure);
  }

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final Owner owner;
  private final ArrayDeque<Statement<?>> underWay = new ArrayDeque<>();
  private @Nullable PgConnection connection;
  private int inFlight;
  private long progressNanos;
  private long attempt;
  private boolean closed;

  PipelinedConnection(Vertx vertx, PgConnectOptions options, Owner owner) {
    this.vertx = vertx;
    this.options = options;
    this.owner = owner;
  }

  void connect() {
    if (closed) {
      return;
    }
    long mine = ++attempt;
    long timer =
        vertx.setTimer(
            CONNECT_MILLIS,
            _ ->
                refused(
                    mine, new TimeoutException("no connection within " + CONNECT_MILLIS + " ms")));
    PgConnection.connect(vertx, options)
        .onComplete(
            result -> {
              vertx.cancelTimer(timer);
              if (result.failed()) {
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
      owner.lost(Failures.ofConnect(cause));
    }
  }

  private void opened(PgConnection made) {
    connection = made;
    inFlight = 0;
    FlushCoalescing.on(made);
    made.closeHandler(_ -> lost(made, "the connection was closed"));
    // What it reports is followed by its end or by a statement's failure; both are heard elsewhere.
    made.exceptionHandler(_ -> {});
    made.noticeHandler(_ -> {});
    owner.opened();
  }

  private void lost(PgConnection former, String reason) {
    if (!Objects.equals(connection, former)) {
      return;
    }
    connection = null;
    var failure = new DbFailure(Kind.UNKNOWN_OUTCOME, null, new IllegalStateException(reason));
    for (Statement<?> statement = underWay.poll(); statement != null; statement = underWay.poll()) {
      statement.fail(failure);
    }
    owner.lost(failure);
    connect();
  }

  boolean open() {
    return connection != null;
  }

  /// Free places, none where it is not open.
  int room() {
    return connection == null ? 0 : WINDOW - inFlight;
  }

  /// Only where there is [#room()].
  void send(Statement<?> statement) {
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
            progressNanos = System.nanoTime();
            while (!underWay.isEmpty() && underWay.peek().done()) {
              underWay.remove();
            }
            if (failure != null) {
              underWay.removeFirstOccurrence(statement);
            }
          }
          if (failure != null && failure.kind() == Kind.UNKNOWN_OUTCOME) {
            // Before anything else is sent there.
            giveUp(now, failure.reason());
          }
          owner.through(statement, failure);
        });
  }

  /// Gives up a connection that has statements under way and has answered none for so long: the server hangs, or the
  /// network swallows what is sent.
  void abandonIfStuck(long limitNanos) {
    PgConnection now = connection;
    if (now != null && inFlight > 0 && System.nanoTime() - progressNanos > limitNanos) {
      giveUp(now, "no answer in time");
    }
  }

  private void giveUp(PgConnection former, String reason) {
    if (Objects.equals(connection, former)) {
      lost(former, reason);
      // Its socket may be dead or its server deaf: nobody waits for this to succeed.
      var _ = former.close();
    }
  }

  void close() {
    closed = true;
    PgConnection now = connection;
    if (now != null) {
      giveUp(now, "closed by this program");
    }
  }
}
