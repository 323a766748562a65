package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.query.QueryCost.Scan;
import dev.freehold.query.QueryCost.ScanReason;
import dev.freehold.query.RowScope.Extent;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Tests when a caller counts as slow, with a clock that the test controls.
final class ServiceTimeTrackerTest {
  private static final long MILLI = 1_000_000;
  private static final Scan COUNT = new Scan("tasks", Extent.OWN, ScanReason.COUNT);

  private long now;
  private final ServiceTimeTracker times = new ServiceTimeTracker(() -> now);

  private void add(String caller, double millis, int times) {
    for (int i = 0; i < times; i++) {
      this.times.add(caller, COUNT, (long) (millis * MILLI));
    }
  }

  private boolean isSlow(String caller) {
    return times.isSlow(caller, COUNT);
  }

  @Test
  void oneLongOrSeveralSlowStatementsMakeACallerSlow() {
    add("a", 200, 1);
    assertThat(isSlow("a")).isTrue();
    add("b", 10, 5);
    assertThat(isSlow("b")).isFalse();
    add("b", 10, 1);
    assertThat(isSlow("b")).isTrue();
    assertThat(isSlow("c")).isFalse();
  }

  @Test
  void statementsOfAnotherTableOrReasonAreJudgedApart() {
    add("a", 200, 1);
    assertThat(times.isSlow("a", new Scan("notes", Extent.OWN, ScanReason.COUNT))).isFalse();
    assertThat(times.isSlow("a", new Scan("tasks", Extent.OWN, ScanReason.FILTER))).isFalse();
  }

  /// Times of one fast list under 64 connections on two cores: one of ten waits for a processor.
  @Test
  void fastStatementsOnABusyMachineAreAlmostNeverSlow() {
    Random random = new Random(1);
    int slow = 0;
    for (int i = 0; i < 100_000; i++) {
      double rank = random.nextDouble();
      add("a", rank < 0.85 ? 0.3 : rank < 0.95 ? 8 : rank < 0.99 ? 20 : 80, 1);
      slow += isSlow("a") ? 1 : 0;
    }
    assertThat(slow).isLessThan(1_000);
  }

  @Test
  void aCallerIsFastAgainAfterSomeFastStatements() {
    add("a", 200, 100);
    add("a", 1, 8);
    assertThat(isSlow("a")).isTrue();
    add("a", 1, 1);
    assertThat(isSlow("a")).isFalse();
  }

  @Test
  void alternatingFastStatementsKeepACallerSlow() {
    for (int i = 0; i < 4; i++) {
      add("a", 100, 1);
      add("a", 1, 1);
    }
    assertThat(isSlow("a")).isTrue();
  }

  @Test
  void aSlowCallerIsForgottenAfterAMinute() {
    add("a", 500, 1);
    now += 59_000 * MILLI;
    assertThat(isSlow("a")).isTrue();
    now += 2_000 * MILLI;
    assertThat(isSlow("a")).isFalse();
    add("a", 1, 1);
    assertThat(isSlow("a")).isFalse();
  }
}
