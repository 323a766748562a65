package dev.freehold.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.postgres.EmbeddedPostgres.EmbeddedPostgresException;
import dev.freehold.testing.BuildDirectory;
import dev.freehold.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresSessionTest {
  private static final String WHO = "select current_user::text";

  @Test
  void aServerOfSomebodyElsesIsUsedAndLeftAlone() {
    assertThat(TestDatabase.query(TestDatabase.embedded(), WHO)).isEqualTo("postgres");
    try (EmbeddedPostgresSession session =
        EmbeddedPostgresSession.open(BuildDirectory.path("test-database"), event -> {})) {
      assertThat(session.target()).isEqualTo(TestDatabase.embedded());
      assertThat(TestDatabase.query(session.target(), WHO)).isEqualTo("postgres");
    }
    assertThat(TestDatabase.query(TestDatabase.embedded(), WHO)).isEqualTo("postgres");
  }

  @Test
  void whereThereIsNoDatabaseNoneIsMade(@TempDir Path directory) {
    Path missing = directory.resolve("data");
    assertThatThrownBy(() -> EmbeddedPostgresSession.open(missing, event -> {}))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("freehold serve");
    assertThat(missing).doesNotExist();
  }
}
