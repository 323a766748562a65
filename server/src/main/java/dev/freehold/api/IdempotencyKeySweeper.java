package dev.freehold.api;

import dev.freehold.db.Database;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.sql.IdempotencySql;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.stream.Collectors;

/// Deletes the expired idempotency keys of all users: some hundred at once, the oldest first, every
/// ten minutes, and every second while there are more. Every node does so; a key that another node
/// deletes first is no error.
public final class IdempotencyKeySweeper implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMinutes(10);
  private static final Duration PAUSE_WHILE_MORE = Duration.ofSeconds(1);

  private final Database database;
  private final Vertx vertx;
  private final EventSink events;
  private long timer;
  private boolean failing;
  private boolean closed;

  /// @param database uses the role that serves resources, with a lock timeout
  public IdempotencyKeySweeper(Database database, Vertx vertx, EventSink events) {
    this.database = database;
    this.vertx = vertx;
    this.events = events;
  }

  public void start() {
    next(PAUSE_WHILE_MORE);
  }

  private synchronized void next(Duration pause) {
    if (!closed) {
      timer = vertx.setTimer(pause.toMillis(), _ -> sweep().onComplete(this::ended));
    }
  }

  private synchronized void ended(AsyncResult<Long> done) {
    if (closed) {
      // The shutdown may have interrupted the sweep; that is no failure.
      return;
    }
    if (done.failed() && !failing) {
      // Only the first of consecutive failures: an event for each would add nothing.
      events.emit(new Event.UncaughtFailure("idempotency keys", done.cause()));
    }
    failing = done.failed();
    next(done.succeeded() && done.result() == IdempotencySql.MAX_SWEPT ? PAUSE_WHILE_MORE : PAUSE);
  }

  /// Deletes the oldest expired keys once. Returns their number; 0 if a request uses one of them.
  Future<Long> sweep() {
    return database
        .run(
            IdempotencySql.SWEEP,
            Tuple.tuple(),
            Collectors.collectingAndThen(
                Collectors.mapping(row -> row.getLong(0), Collectors.toList()),
                counts -> counts.getFirst()))
        .recover(
            failure ->
                failure instanceof DatabaseException e && e.kind() == FailureKind.LOCKED
                    ? Future.succeededFuture(0L)
                    : Future.failedFuture(failure));
  }

  @Override
  public synchronized void close() {
    closed = true;
    vertx.cancelTimer(timer);
  }
}
