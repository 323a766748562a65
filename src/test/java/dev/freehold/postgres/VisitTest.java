package dev.freehold.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.postgres.machine.PostgresException;
import dev.freehold.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisitTest {
  private static final String WHO = "select current_user::text";

  @Test
  void aServerOfSomebodyElsesIsUsedAndLeftAlone() {
    assertThat(TestDatabase.query(TestDatabase.embedded(), WHO)).isEqualTo("postgres");
    try (Visit visit = Visit.to(Path.of("target", "test-database"), event -> {})) {
      assertThat(visit.target()).isEqualTo(TestDatabase.embedded());
      assertThat(TestDatabase.query(visit.target(), WHO)).isEqualTo("postgres");
    }
    assertThat(TestDatabase.query(TestDatabase.embedded(), WHO)).isEqualTo("postgres");
  }

  @Test
  void whereThereIsNoDatabaseNoneIsMade(@TempDir Path directory) {
    Path missing = directory.resolve("data");
    assertThatThrownBy(() -> Visit.to(missing, event -> {}))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("freehold serve");
    assertThat(missing).doesNotExist();
  }
}
