package dev.freehold.ops;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Events to log lines, off the threads that emit them. To emit costs one offer to a bounded queue;
/// a thread of its own forms and writes the lines and flushes once a batch. When more comes than
/// can be written, lines are dropped, and the log says how many.
public final class EventLog implements EventSink, AutoCloseable {
  private static final int CAPACITY = 16_384;
  private static final int BATCH = 512;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private record Stamped(Event event, long epochMillis) {}

  private final BlockingQueue<Stamped> queue;
  private final AtomicLong dropped = new AtomicLong();
  private final Logging.Output output;
  private final Thread writer;
  private volatile boolean closing;

  /// Starts the writer.
  ///
  /// @param output what [Logging#configure] gave
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

  /// Writes what is waiting, for two seconds at most. What is emitted later is written at once, by
  /// who emits it.
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
        // Rather than wait for the first: then every request would pay for waking this thread.
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      batch.forEach(this::write);
      long lost = dropped.getAndSet(0);
      if (lost > 0) {
        EventLines.dropped(lost, System.currentTimeMillis());
      }
      if (!batch.isEmpty() || lost > 0) {
        output.flush();
      }
      batch.clear();
    }
  }

  private synchronized void write(Stamped stamped) {
    EventLines.write(stamped.event, stamped.epochMillis, output);
  }
}
