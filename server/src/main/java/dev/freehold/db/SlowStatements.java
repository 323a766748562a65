package dev.freehold.db;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.http.RequestScope;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reports statements that the database works on for too long, without the values that they were called
/// with. The wait for a connection does not count, where it is known: it is another statement's.
public final class SlowStatements implements StatementObserver {
  private final long limitNanos;
  private final EventSink events;

  public SlowStatements(Duration limit, EventSink events) {
    this.limitNanos = limit.toNanos();
    this.events = events;
  }

  @Override
  public boolean countsRows() {
    return true;
  }

  @Override
  public void ended(StatementExecution execution) {
    long worked = execution.serviceNanos() < 0 ? execution.nanos() : execution.serviceNanos();
    if (worked < limitNanos) {
      return;
    }
    @Nullable RequestScope scope = RequestScope.current();
    events.emit(
        new Event.SlowStatement(
            StatementSummary.of(execution.sql()),
            StatementSummary.shape(execution.sql()),
            scope == null ? "-" : scope.operation(),
            scope == null ? null : scope.request().id(),
            TimeUnit.NANOSECONDS.toMillis(worked),
            TimeUnit.NANOSECONDS.toMillis(Math.max(0, execution.nanos() - worked)),
            Math.max(0, execution.rows()),
            execution.failureCode()));
  }
}
