package dev.freehold.ops;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.vertx.core.Vertx;

/// Gives every thread, and every callback on an event loop, somewhere to report to (K18).
public final class StrayFailures {
  private StrayFailures() {}

  /// Replaces what was there before, for the whole process.
  public static void reportTo(EventSink events, Vertx vertx) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, cause) -> events.emit(new Event.Stray(thread.getName(), cause)));
    vertx.exceptionHandler(
        cause -> events.emit(new Event.Stray(Thread.currentThread().getName(), cause)));
  }
}
