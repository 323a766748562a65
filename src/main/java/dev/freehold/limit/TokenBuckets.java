package dev.freehold.limit;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// One token bucket per key, in memory, for at most `maxKeys` keys: past that the key that was used longest ago is
/// forgotten, which can only be generous to it. One lock, held for well under a microsecond.
public final class TokenBuckets {
  private static final class Bucket {
    double tokens;
    long asOfMillis;
  }

  private final Rate rate;
  private final InstantSource clock;
  private final Map<String, Bucket> buckets;

  public TokenBuckets(Rate rate, int maxKeys, InstantSource clock) {
    this.rate = rate;
    this.clock = clock;
    this.buckets =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > maxKeys;
          }
        };
  }

  /// Takes one from the bucket of `key`.
  ///
  /// @return 0 where there was one; else after how many seconds there will be, at least 1
  public synchronized int take(String key) {
    Bucket bucket = refilled(key);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return 0;
    }
    double seconds = (1 - bucket.tokens) * millisPerToken() / 1000;
    return Math.max(1, (int) Math.ceil(seconds));
  }

  /// Puts back what [#take] took, for something that in the end did not count.
  public synchronized void giveBack(String key) {
    Bucket bucket = refilled(key);
    bucket.tokens = Math.min(rate.count(), bucket.tokens + 1);
  }

  synchronized int size() {
    return buckets.size();
  }

  private Bucket refilled(String key) {
    long now = clock.millis();
    Bucket bucket = buckets.computeIfAbsent(key, _ -> full(now));
    // A clock set back must neither drain nor freeze a bucket.
    double grown = Math.max(0, now - bucket.asOfMillis) / millisPerToken();
    bucket.tokens = Math.min(rate.count(), bucket.tokens + grown);
    bucket.asOfMillis = now;
    return bucket;
  }

  private Bucket full(long now) {
    Bucket bucket = new Bucket();
    bucket.tokens = rate.count();
    bucket.asOfMillis = now;
    return bucket;
  }

  private double millisPerToken() {
    return (double) rate.period().toMillis() / rate.count();
  }
}
