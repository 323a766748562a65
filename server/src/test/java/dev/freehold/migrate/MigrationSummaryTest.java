package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MigrationSummaryTest {
  private static List<String> numbered(String words, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> words + i).toList();
  }

  @Test
  void fewChangesAreWrittenOut() {
    assertThat(MigrationSummary.of(numbered("new column tasks.c", 8))).hasSize(8);
  }

  @Test
  void tablesAreNamedAndTheRestIsCounted() {
    List<String> changes = new ArrayList<>(numbered("new table t", 3));
    changes.addAll(numbered("new index i", 40));
    assertThat(MigrationSummary.of(changes))
        .containsExactly("3 new tables: t1, t2, t3", "40 other changes");
  }

  @Test
  void withoutTablesTheFirstChangesAreWrittenOut() {
    assertThat(MigrationSummary.of(numbered("new index i", 9)))
        .hasSize(9)
        .startsWith("new index i1")
        .endsWith("another change");
  }

  @Test
  void aLineStaysShortWhateverTheSpec() {
    List<String> changes =
        new ArrayList<>(numbered("new table a_rather_long_name_of_a_table_", 200));
    changes.addAll(numbered("new index i", 4_000));
    assertThat(String.join("; ", MigrationSummary.of(changes)))
        .hasSizeLessThan(1_000)
        .contains("200 new tables", "4000 other changes");
  }
}
