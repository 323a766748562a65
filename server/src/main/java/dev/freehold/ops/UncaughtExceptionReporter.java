package dev.freehold.ops;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.Vertx;

/// Reports uncaught exceptions of threads and of callbacks on event loops (K18).
public final class UncaughtExceptionReporter {
  private UncaughtExceptionReporter() {}

  /// Installs the reporter for the whole process.
  public static void install(EventSink events, Vertx vertx) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, cause) -> events.emit(new Event.UncaughtFailure(thread.getName(), cause)));
    vertx.exceptionHandler(
        cause -> events.emit(new Event.UncaughtFailure(Thread.currentThread().getName(), cause)));
  }
}
