package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.DatabaseUrlParser;
import dev.freehold.testing.FreeholdProcess;
import dev.freehold.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./freehold psql` beside a server with an embedded database.
final class PsqlCommandIT {
  @TempDir Path directory;

  @Test
  void theUrlLeadsToTheRunningDatabase() throws Exception {
    try (FreeholdProcess server = FreeholdProcess.start(directory, Map.of("PORT", "0"), "serve")) {
      server.signUp("ann@example.com");
      try (FreeholdProcess psql = FreeholdProcess.start(directory, Map.of(), "psql", "--url")) {
        assertThat(psql.exitStatus(60)).as(psql.err()).isZero();
        String url = psql.out().strip().replaceFirst("[?&]options=.*", "");
        assertThat(
                TestDatabase.query(
                    DatabaseUrlParser.parse(url), "select email::text from auth.emails"))
            .isEqualTo("ann@example.com");
      }
      server.client("").get("/tasks").expect(401);
    }
  }
}
