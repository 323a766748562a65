package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Tests when a caller counts as slow, on a clock that the test moves.
final class ServiceTimeTrackerTest {
  private static final long MILLI = 1_000_000;

  private long now;
  private final ServiceTimeTracker times = new ServiceTimeTracker(() -> now);

  private void add(String caller, String table, long millis, int times) {
    for (int i = 0; i < times; i++) {
      this.times.add(caller, table, millis * MILLI);
    }
  }

  @Test
  void oneLongStatementOrSeveralOfTenMilliseconds() {
    add("a", "tasks", 50, 1);
    assertThat(times.isSlow("a", "tasks")).isTrue();
    add("b", "tasks", 10, 5);
    assertThat(times.isSlow("b", "tasks")).isFalse();
    add("b", "tasks", 10, 2);
    assertThat(times.isSlow("b", "tasks")).isTrue();
    assertThat(times.isSlow("a", "notes")).isFalse();
    assertThat(times.isSlow("c", "tasks")).isFalse();
  }

  @Test
  void oneOutlierAmongFastStatementsIsForgiven() {
    for (int i = 0; i < 20; i++) {
      add("a", "tasks", 1, 20);
      add("a", "tasks", 30, 1);
      assertThat(times.isSlow("a", "tasks")).isFalse();
    }
  }

  @Test
  void aSlowCallerIsForgottenAfterAMinute() {
    add("a", "tasks", 500, 1);
    now += 59_000 * MILLI;
    assertThat(times.isSlow("a", "tasks")).isTrue();
    now += 2_000 * MILLI;
    assertThat(times.isSlow("a", "tasks")).isFalse();
    add("a", "tasks", 1, 1);
    assertThat(times.isSlow("a", "tasks")).isFalse();
  }
}
