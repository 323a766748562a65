package dev.freehold.ops;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.ops.RepeatedEvents.DueEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Writes events to the log on its own thread. Emitting costs one offer to a bounded queue; the
/// thread formats the lines and flushes once per batch. When the queue is full, lines are dropped
/// and their number is logged. What repeats is one line a minute, see [RepeatedEvents].
public final class EventLog implements EventSink, AutoCloseable {
  private static final int CAPACITY = 16_384;
  private static final int BATCH = 512;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private record Stamped(Event event, long epochMillis) {}

  private final BlockingQueue<Stamped> queue;
  private final RepeatedEvents repeated = new RepeatedEvents();
  private final AtomicLong dropped = new AtomicLong();
  private final Logging.Output output;
  private final Thread writer;
  private volatile boolean closing;

  /// Starts the writer.
  ///
  /// @param output the result of [Logging#configure]
  public EventLog(Logging.Output output) {
    this(output, CAPACITY);
  }

  EventLog(Logging.Output output, int capacity) {
    this.output = output;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.writer = Thread.ofPlatform().name("event-log").daemon(true).start(this::run);
  }

  @Override
  public void emit(Event event) {
    Stamped stamped = new Stamped(event, System.currentTimeMillis());
    if (closing) {
      write(stamped);
      output.flush();
    } else if (!queue.offer(stamped)) {
      dropped.incrementAndGet();
    }
  }

  /// Writes the queued events, for at most two seconds. Events emitted later are written at once,
  /// by the thread that emits them.
  @Override
  public void close() {
    closing = true;
    try {
      writer.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Stamped> batch = new ArrayList<>(BATCH);
    while (!closing || !queue.isEmpty()) {
      if (queue.drainTo(batch, BATCH) == 0) {
        // Polling: blocking for the first event would make every request wake this thread.
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      batch.forEach(this::write);
      boolean repeats = writeDue(false);
      long lost = dropped.getAndSet(0);
      if (lost > 0) {
        EventLogMessages.dropped(lost, System.currentTimeMillis());
      }
      if (!batch.isEmpty() || repeats || lost > 0) {
        output.flush();
      }
      batch.clear();
    }
    if (writeDue(true)) {
      output.flush();
    }
  }

  private synchronized void write(Stamped stamped) {
    if (repeated.admit(stamped.event, stamped.epochMillis)) {
      EventLogMessages.write(stamped.event, stamped.epochMillis, 0, output);
    }
  }

  private synchronized boolean writeDue(boolean atEnd) {
    List<DueEvent> due = atEnd ? repeated.rest() : repeated.due(System.currentTimeMillis());
    due.forEach(
        each -> EventLogMessages.write(each.event(), each.epochMillis(), each.repeated(), output));
    return !due.isEmpty();
  }
}
