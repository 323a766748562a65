package dev.freehold.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A cache whose keys clients choose. The entry that was used least recently makes room for a new one, so
/// that anyone who makes many keeps the places of others only until these are used again. Thread-safe; a
/// lookup holds the lock for about 100 ns.
final class LeastRecentlyUsedCache<K, V> {
  static final int MAX_ENTRIES = 64;

  private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);

  /// @param make a pure function; called outside the lock, and perhaps twice for one key
  V get(K key, Function<K, V> make) {
    V cached = find(key);
    return cached == null ? add(key, make.apply(key)) : cached;
  }

  private synchronized @Nullable V find(K key) {
    return entries.get(key);
  }

  private synchronized V add(K key, V made) {
    V raced = entries.putIfAbsent(key, made);
    if (raced != null) {
      return raced;
    }
    if (entries.size() > MAX_ENTRIES) {
      var eldest = entries.entrySet().iterator();
      eldest.next();
      eldest.remove();
    }
    return made;
  }

  synchronized int size() {
    return entries.size();
  }
}
