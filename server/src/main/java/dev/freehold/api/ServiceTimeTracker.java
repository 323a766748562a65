package dev.freehold.api;

import dev.freehold.query.QueryCost.Scan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Learns which callers have so many rows in a table that reading all of them is slow. The plan does
/// not know the number of a caller's rows.
///
/// On a busy machine a fast statement sometimes takes long, because its process waits for a
/// processor. So single times are no evidence unless they are very long; most of the recent ones
/// have to be slow.
///
/// Thread-safe, of bounded size, and empty while all statements are fast.
final class ServiceTimeTracker {
  /// A statement that takes longer than this counts as slow.
  private static final double SLOW_NANOS = 5e6;

  /// One statement counts once, and once more for each of these times that it took.
  private static final double WEIGHT_NANOS = 25e6;

  /// A caller with this balance of slow statements is slow.
  private static final double SLOW_BALANCE = 8;

  private static final double MAX_BALANCE = 2 * SLOW_BALANCE;
  private static final long FORGET_NANOS = 60_000_000_000L;
  private static final int MAX_ENTRIES = 10_000;

  private final LongSupplier nanoTime;
  private final Map<ScanOfCaller, Balance> balances =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ScanOfCaller, Balance> eldest) {
          return size() > MAX_ENTRIES;
        }
      };
  private volatile boolean empty = true;

  private record ScanOfCaller(Object caller, Scan scan) {}

  /// The slow statements of late, less the fast ones.
  private record Balance(double value, long atNanos) {}

  ServiceTimeTracker(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Whether such statements of this caller are slow. Forgotten after a minute without one, in which
  /// the rows may have been deleted.
  boolean isSlow(Object caller, Scan scan) {
    if (empty) {
      return false;
    }
    synchronized (this) {
      return recentBalance(new ScanOfCaller(caller, scan)) >= SLOW_BALANCE;
    }
  }

  /// Adds the time that the database took for one statement of the caller.
  void add(Object caller, Scan scan, long nanos) {
    boolean slow = nanos >= SLOW_NANOS;
    if (empty && !slow) {
      return;
    }
    synchronized (this) {
      ScanOfCaller key = new ScanOfCaller(caller, scan);
      double change = slow ? 1 + nanos / WEIGHT_NANOS : -1;
      double balance = Math.min(MAX_BALANCE, recentBalance(key) + change);
      if (balance <= 0) {
        balances.remove(key);
      } else {
        balances.put(key, new Balance(balance, nanoTime.getAsLong()));
      }
      empty = balances.isEmpty();
    }
  }

  private double recentBalance(ScanOfCaller key) {
    Balance balance = balances.get(key);
    return balance == null || nanoTime.getAsLong() - balance.atNanos() >= FORGET_NANOS
        ? 0
        : balance.value();
  }
}
