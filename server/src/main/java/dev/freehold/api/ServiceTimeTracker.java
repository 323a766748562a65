package dev.freehold.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Learns which callers have so many rows in a table that reading all of them is slow. The plan does
/// not know the number of a caller's rows. Thread-safe, of bounded size, and empty while all
/// statements are fast.
final class ServiceTimeTracker {
  /// A caller whose statements take longer than this on average is slow.
  private static final double SLOW_NANOS = 5e6;

  /// Each time counts an eighth of the average, so that one pause of the machine is no evidence.
  private static final double WEIGHT = 1.0 / 8;

  private static final long FORGET_NANOS = 60_000_000_000L;
  private static final int MAX_ENTRIES = 10_000;

  private final LongSupplier nanoTime;
  private final Map<TableOfCaller, AverageTime> averages =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TableOfCaller, AverageTime> eldest) {
          return size() > MAX_ENTRIES;
        }
      };
  private volatile boolean empty = true;

  private record TableOfCaller(Object caller, String table) {}

  private record AverageTime(double nanos, long atNanos) {}

  ServiceTimeTracker(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Whether statements over all rows of this caller are slow. Forgotten after a minute, in which
  /// the rows may have been deleted.
  boolean isSlow(Object caller, String table) {
    if (empty) {
      return false;
    }
    synchronized (this) {
      TableOfCaller key = new TableOfCaller(caller, table);
      AverageTime average = averages.get(key);
      if (average == null || average.nanos() < SLOW_NANOS) {
        return false;
      }
      if (nanoTime.getAsLong() - average.atNanos() < FORGET_NANOS) {
        return true;
      }
      averages.remove(key);
      empty = averages.isEmpty();
      return false;
    }
  }

  /// Adds the time that the database took for one statement over all rows of the caller.
  void add(Object caller, String table, long nanos) {
    if (empty && nanos < SLOW_NANOS) {
      return;
    }
    synchronized (this) {
      TableOfCaller key = new TableOfCaller(caller, table);
      AverageTime average = averages.get(key);
      double before = average == null ? 0 : average.nanos();
      double now = before + (nanos - before) * WEIGHT;
      if (average == null && nanos < SLOW_NANOS) {
        return;
      }
      if (now < SLOW_NANOS / 16) {
        averages.remove(key);
      } else {
        averages.put(key, new AverageTime(now, nanoTime.getAsLong()));
      }
      empty = averages.isEmpty();
    }
  }
}
