package dev.freehold.type;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// Generates version 7 UUIDs (RFC 9562 section 5.7) that never decrease within one instance: 48
/// bits of Unix milliseconds, a 12-bit counter in `rand_a` (section 6.2, method 1), 62 random bits.
///
/// The counter restarts in each millisecond with a value in its lower half. If it overflows, or if
/// the clock steps back, the time part runs ahead of the clock. Thread-safe.
public final class UuidV7Generator {
  private static final int COUNTER_BITS = 12;
  private static final long SEED_MASK = 0x7ff;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long RANDOM_MASK = 0x3fff_ffff_ffff_ffffL;

  private final InstantSource clock;
  private final SecureRandom random;

  // milliseconds << 12 | counter, as of the last id
  private final AtomicLong last = new AtomicLong();

  public UuidV7Generator(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  public UUID next() {
    long fresh = (clock.millis() << COUNTER_BITS) | (random.nextInt() & SEED_MASK);
    long tick =
        last.updateAndGet(
            before -> fresh >>> COUNTER_BITS > before >>> COUNTER_BITS ? fresh : before + 1);
    long high = ((tick >>> COUNTER_BITS) << 16) | 0x7000 | (tick & 0xfff);
    return new UUID(high, VARIANT | (random.nextLong() & RANDOM_MASK));
  }
}
