package dev.freehold.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PostgresIdentifierTest {
  @Test
  void keepsShortNames() {
    assertThat(PostgresIdentifier.truncate("a".repeat(63))).isEqualTo("a".repeat(63));
  }

  @Test
  void distinguishesLongNames() {
    String one = PostgresIdentifier.truncate("a".repeat(63) + "b");
    String two = PostgresIdentifier.truncate("a".repeat(63) + "c");
    assertThat(one).hasSize(63).startsWith("a".repeat(54) + "_").isNotEqualTo(two);
    assertThat(PostgresIdentifier.truncate("a".repeat(63) + "b")).isEqualTo(one);
  }
}
