package dev.freehold.ratelimit;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// A token bucket per key, in memory, for at most `maxKeys` keys. Beyond that the least recently
/// used key is dropped, which can only allow more. Guarded by one lock that is held for less than a
/// microsecond.
public final class TokenBucketRateLimiter {
  private static final class Bucket {
    double tokens;
    long asOfMillis;
  }

  private final Rate rate;
  private final InstantSource clock;
  private final Map<String, Bucket> buckets;

  public TokenBucketRateLimiter(Rate rate, int maxKeys, InstantSource clock) {
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

  /// Takes a token from the bucket of `key`.
  ///
  /// @return 0 if there was a token, else the seconds until there is one, at least 1
  public synchronized int take(String key) {
    Bucket bucket = refilled(key);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return 0;
    }
    double seconds = (1 - bucket.tokens) * millisPerToken() / 1000;
    return Math.max(1, (int) Math.ceil(seconds));
  }

  /// Returns the token that [#take] took, for an attempt that does not count.
  public synchronized void refund(String key) {
    if (!buckets.containsKey(key)) {
      return;
    }
    Bucket bucket = refilled(key);
    bucket.tokens = Math.min(rate.count(), bucket.tokens + 1);
    if (bucket.tokens >= rate.count()) {
      // The same as no bucket, and no reason to drop that of another key.
      buckets.remove(key);
    }
  }

  /// What is left in the bucket of `key`.
  public synchronized Remaining remaining(String key) {
    Bucket bucket = refilled(key);
    double seconds = (rate.count() - bucket.tokens) * millisPerToken() / 1000;
    return new Remaining((int) bucket.tokens, (int) Math.ceil(seconds));
  }

  public Rate rate() {
    return rate;
  }

  /// @param tokens whole ones
  /// @param fullSeconds until the bucket is full; 0 if it is
  public record Remaining(int tokens, int fullSeconds) {}

  synchronized int size() {
    return buckets.size();
  }

  private Bucket refilled(String key) {
    long now = clock.millis();
    Bucket bucket = buckets.computeIfAbsent(key, _ -> full(now));
    // A clock that is set back must neither empty nor freeze a bucket.
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

  /// A rate: `count` tokens at once, refilled evenly over `period`.
  public record Rate(int count, Duration period) {
    public Rate {
      if (count < 1 || period.toMillis() < 1) {
        throw new IllegalArgumentException("a rate is at least one in some time");
      }
    }

    public static Rate perMinute(int count) {
      return new Rate(count, Duration.ofMinutes(1));
    }

    public Rate times(int factor) {
      return new Rate(Math.multiplyExact(count, factor), period);
    }
  }
}
