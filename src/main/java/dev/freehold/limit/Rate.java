package dev.freehold.limit;

import java.time.Duration;

/// An allowance: `count` at once, growing back evenly over `period`.
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
