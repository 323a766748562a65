package dev.freehold.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenApiSchemaNameTest {
  @ParameterizedTest
  @CsvSource({
    "tasks, Task", "order_entries, OrderEntry", "addresses, Address", "boxes, Box",
        "branches, Branch",
    "expenses, Expense", "status, Status", "analysis, Analysis", "class, Class", "people, People",
    "s, S", "ties, Tie", "a__b_, AB", "x2s, X2"
  })
  void namesOneRow(String resource, String schema) {
    assertThat(OpenApiSchemaName.of(resource)).isEqualTo(schema);
  }
}
