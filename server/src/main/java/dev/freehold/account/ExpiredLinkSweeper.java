package dev.freehold.account;

import dev.freehold.db.Database;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// Deletes what waited for the link of a mail until it expired: sign-ups, changes of addresses, tokens.
/// Every ten minutes, and every second while there are more. Every node does so; a row that another one
/// deletes or uses at the same time is skipped, so that nothing waits.
public final class ExpiredLinkSweeper implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMinutes(10);
  private static final Duration PAUSE_WHILE_MORE = Duration.ofSeconds(1);

  /// Of each table, by one sweep.
  static final int MOST = 500;

  private static final List<String> SWEEPS =
      List.of(
          sweep("signups", "id"), sweep("email_changes", "user_id"), sweep("mail_tokens", "id"));

  private final Database database;
  private final Vertx vertx;
  private final EventSink events;
  private long timer;
  private boolean failing;
  private boolean closed;

  /// @param database uses the sign-in role
  public ExpiredLinkSweeper(Database database, Vertx vertx, EventSink events) {
    this.database = database;
    this.vertx = vertx;
    this.events = events;
  }

  private static String sweep(String table, String key) {
    return "delete from auth.%1$s where %2$s in (select %2$s from auth.%1$s where expires_at < now() order by expires_at limit %3$d for update skip locked) returning %2$s"
        .formatted(table, key, MOST);
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
      events.emit(new Event.UncaughtFailure("expired links", done.cause()));
    }
    failing = done.failed();
    next(done.succeeded() && done.result() >= MOST ? PAUSE_WHILE_MORE : PAUSE);
  }

  /// Deletes the oldest expired rows once. Returns the most of one table.
  public Future<Long> sweep() {
    return Future.all(
            SWEEPS.stream()
                .map(sql -> database.run(sql, Tuple.tuple(), Collectors.counting()))
                .toList())
        .map(done -> done.<Long>list().stream().max(Long::compare).orElse(0L));
  }

  @Override
  public synchronized void close() {
    closed = true;
    vertx.cancelTimer(timer);
  }
}
