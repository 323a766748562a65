package dev.freehold.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UuidV7GeneratorTest {
  private final AtomicLong millis = new AtomicLong(1_800_000_000_123L);
  private final UuidV7Generator ids =
      new UuidV7Generator(() -> Instant.ofEpochMilli(millis.get()), new SecureRandom());

  @Test
  void hasVersionVariantAndTime() {
    UUID id = ids.next();
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(1_800_000_000_123L);
  }

  @Test
  void neverRunsBackwards() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      // 10,000 ids in one millisecond exhaust the counter; then the clock steps back an hour.
      if (i == 9_000) {
        millis.addAndGet(-3_600_000);
      }
      made.add(ids.next().toString());
    }
    assertThat(made).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void isUniqueAcrossThreads() {
    UuidV7Generator shared = new UuidV7Generator(InstantSource.system(), new SecureRandom());
    List<UUID> made = IntStream.range(0, 50_000).parallel().mapToObj(_ -> shared.next()).toList();
    assertThat(new HashSet<>(made)).hasSameSizeAs(made);
  }
}
