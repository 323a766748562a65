package dev.freehold.app;

import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Waits for the database during a start. A busy machine answers late, and a database that starts
/// at the same time refuses connections at first: unlike a request, a start repeats what was
/// unavailable, for up to a minute. After a second, and then every five, it reports what it waits
/// for. A refused log-in fails at once.
final class StartupPatience {
  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Duration FIRST_REPORT = Duration.ofSeconds(1);
  private static final Duration REPORT_INTERVAL = Duration.ofSeconds(5);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final EventSink events;
  private final Duration limit;
  private final Duration firstReport;

  StartupPatience(EventSink events) {
    this(events, LIMIT, FIRST_REPORT);
  }

  StartupPatience(EventSink events, Duration limit, Duration firstReport) {
    this.events = events;
    this.limit = limit;
    this.firstReport = firstReport;
  }

  /// Whether the same attempt may succeed later. An attempt only reads, so that its outcome does not
  /// matter.
  private static boolean mayPass(DatabaseException failure) {
    return switch (failure.kind()) {
      case UNAVAILABLE, TIMEOUT, UNKNOWN_OUTCOME -> !failure.isConnectionRefused();
      case UNIQUE, FOREIGN_KEY, CHECK, LOCKED, STORAGE, DEFECT -> false;
    };
  }

  /// Starts `attempt` until it succeeds. Blocks.
  ///
  /// @param what what it waits for, in words
  /// @throws DatabaseException the failure of the last attempt, or `UNAVAILABLE` if there was none
  <T> T await(String what, Supplier<Future<T>> attempt) {
    long begin = System.nanoTime();
    long report = begin + firstReport.toNanos();
    String reason = "no answer yet";
    Future<T> running = attempt.get();
    while (true) {
      long now = System.nanoTime();
      long left = begin + limit.toNanos() - now;
      try {
        return running.await(Math.max(1, Math.min(left, report - now)), TimeUnit.NANOSECONDS);
      } catch (DatabaseException failure) {
        if (!mayPass(failure) || left <= 0) {
          throw failure;
        }
        reason = failure.reason();
        LockSupport.parkNanos(PAUSE_NANOS);
        running = attempt.get();
      } catch (TimeoutException e) {
        if (left <= 0) {
          throw new DatabaseException(
              FailureKind.UNAVAILABLE,
              null,
              new IllegalStateException(
                  "no answer within " + limit.toSeconds() + " s (waiting for " + what + ")", e));
        }
      }
      if (System.nanoTime() >= report) {
        report = System.nanoTime() + REPORT_INTERVAL.toNanos();
        long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        events.emit(new Event.StartWaiting(what, millis, reason));
      }
    }
  }
}
