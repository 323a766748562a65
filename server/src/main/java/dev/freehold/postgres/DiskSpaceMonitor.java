package dev.freehold.postgres;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Watches the free space of the disk that the embedded PostgreSQL is on. PostgreSQL stops as a
/// whole, reads included, if it cannot create the next 16 MiB segment of its write-ahead log
/// (PostgreSQL manual, "Disk Full Failure"). Writes must end before that, so that reads and log-ins, which
/// write little, can go on.
public final class DiskSpaceMonitor implements AutoCloseable {
  /// Four segments of the write-ahead log.
  public static final long LOW_BYTES = 64L << 20;

  /// More than [#LOW_BYTES], so that the state does not change with each file.
  private static final long MARGIN_BYTES = 16L << 20;

  private static final long EVERY_MILLIS = 1_000;

  private final Path directory;
  private final long lowBytes;
  private final EventSink events;
  private final ScheduledExecutorService checks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("disk-space").factory());
  private volatile boolean low;

  /// Checks at once, and then every second.
  ///
  /// @param directory on the disk
  /// @param lowBytes the free space below which the disk is nearly full
  public DiskSpaceMonitor(Path directory, long lowBytes, EventSink events) {
    this.directory = directory;
    this.lowBytes = lowBytes;
    this.events = events;
    check();
    var _ =
        checks.scheduleWithFixedDelay(
            this::check, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Whether the disk was nearly full at the last check. Does not block.
  public boolean isLow() {
    return low;
  }

  private void check() {
    long free;
    try {
      free = Files.getFileStore(directory).getUsableSpace();
    } catch (IOException _) {
      // The directory is gone or the disk fails, which PostgreSQL reports itself.
      return;
    }
    long needed = lowBytes + MARGIN_BYTES;
    if (!low && free < lowBytes) {
      low = true;
      events.emit(new Event.StorageLow(directory.toString(), free, needed));
    } else if (low && free >= needed) {
      low = false;
      events.emit(new Event.StorageRecovered(directory.toString(), free));
    }
  }

  @Override
  public void close() {
    checks.shutdownNow();
  }
}
