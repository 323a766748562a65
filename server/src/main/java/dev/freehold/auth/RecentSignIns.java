package dev.freehold.auth;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// The addresses from which each account has signed in within the last 30 days, in memory. Keeps the
/// most recently used accounts, and of each the addresses of the latest sign-ins. Guarded by one
/// lock that is held for less than a microsecond.
final class RecentSignIns {
  static final Duration KEPT = Duration.ofDays(30);

  /// Of one account. It bounds the guesses that [AuthThrottle] allows on an account in total.
  static final int MAX_ADDRESSES = 4;

  private final InstantSource clock;
  private final int maxAccounts;

  /// From each account to the times, in milliseconds, of the latest sign-in from each address. Both
  /// maps have their eldest entry first.
  private final Map<String, Map<String, Long>> accounts = new LinkedHashMap<>(16, 0.75f, true);

  RecentSignIns(int maxAccounts, InstantSource clock) {
    this.maxAccounts = maxAccounts;
    this.clock = clock;
  }

  /// @param address as [dev.freehold.ratelimit.ClientAddressKey] makes it
  synchronized void add(String account, String address) {
    Map<String, Long> times = accounts.computeIfAbsent(account, _ -> new LinkedHashMap<>(4));
    times.remove(address);
    times.put(address, clock.millis());
    removeEldest(times, MAX_ADDRESSES);
    removeEldest(accounts, maxAccounts);
  }

  /// Whether the account has signed in from the address.
  synchronized boolean contains(String account, String address) {
    Map<String, Long> times = accounts.get(account);
    Long time = times == null ? null : times.get(address);
    return time != null && clock.millis() - time < KEPT.toMillis();
  }

  synchronized int size() {
    return accounts.size();
  }

  private static void removeEldest(Map<?, ?> map, int max) {
    if (map.size() > max) {
      Iterator<?> entries = map.entrySet().iterator();
      entries.next();
      entries.remove();
    }
  }
}
