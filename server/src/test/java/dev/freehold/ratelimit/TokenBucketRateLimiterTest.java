package dev.freehold.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.ratelimit.TokenBucketRateLimiter.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenBucketRateLimiterTest {
  private final AtomicLong millis = new AtomicLong(1_000_000);
  private final TokenBucketRateLimiter buckets =
      new TokenBucketRateLimiter(
          new Rate(10, Duration.ofMinutes(5)), 100, () -> Instant.ofEpochMilli(millis.get()));

  private int takeAll(String key) {
    int taken = 0;
    while (buckets.take(key) == 0) {
      taken++;
    }
    return taken;
  }

  @Test
  void letsACountThroughThenSaysHowLongToWait() {
    assertThat(takeAll("a")).isEqualTo(10);
    assertThat(buckets.take("a")).isEqualTo(30);
    millis.addAndGet(29_500);
    assertThat(buckets.take("a")).isEqualTo(1);
    millis.addAndGet(500);
    assertThat(buckets.take("a")).isZero();
    assertThat(buckets.take("a")).isEqualTo(30);
    assertThat(buckets.take("b")).isZero();
  }

  @Test
  void growsBackToItsCountAndNoFurther() {
    takeAll("a");
    millis.addAndGet(Duration.ofDays(7).toMillis());
    assertThat(takeAll("a")).isEqualTo(10);
  }

  @Test
  void givesBack() {
    takeAll("a");
    buckets.refund("a");
    assertThat(takeAll("a")).isEqualTo(1);
    buckets.refund("b");
    assertThat(takeAll("b")).isEqualTo(10);
  }

  @Test
  void standsAClockThatStepsBack() {
    takeAll("a");
    millis.addAndGet(-3_600_000);
    assertThat(buckets.take("a")).isPositive();
    millis.addAndGet(30_000);
    assertThat(buckets.take("a")).isZero();
  }

  @Test
  void forgetsTheKeyThatWasUsedLongestAgo() {
    takeAll("victim");
    for (int i = 0; i < 100_000; i++) {
      buckets.take("k" + i);
      if (i % 50 == 0) {
        assertThat(buckets.take("victim")).isPositive();
      }
    }
    assertThat(buckets.size()).isEqualTo(100);
  }

  /// Attempts that do not count, such as those that a full queue refuses, are cheap. They must not push
  /// out the keys of attempts that do.
  @Test
  void aKeyThatOwesNothingTakesNoPlace() {
    takeAll("victim");
    for (int i = 0; i < 1_000; i++) {
      assertThat(buckets.take("k" + i)).isZero();
      buckets.refund("k" + i);
    }
    assertThat(buckets.take("victim")).isPositive();
    assertThat(buckets.size()).isOne();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "::ffff:192.0.2.7, 192.0.2.7",
    "2001:db8:1:2:3:4:5:6, 20010db800010002/64",
    "2001:db8:1:2::9, 20010db800010002/64",
    "2001:db8:1:3::9, 20010db800010003/64",
    "fe80::1%eth0, fe80000000000000/64",
    "localhost, localhost",
    "unix, unix",
  })
  void keysOfPeers(String peer, String key) {
    assertThat(ClientAddressKey.of(peer)).isEqualTo(key);
  }

  @Test
  void aLongPeerIsCut() {
    assertThat(ClientAddressKey.of("x".repeat(1000))).hasSize(64);
  }
}
