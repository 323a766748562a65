package dev.freehold.testing;

import dev.freehold.db.DatabaseTarget;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/// The PostgreSQL servers for tests of SQL: the embedded one, and the installed one if there is
/// one.
final class PostgresServers {
  private PostgresServers() {}

  public static Stream<Named<DatabaseTarget>> all() {
    return Stream.concat(
        Stream.of(Named.of("embedded", TestDatabase.embedded())),
        TestDatabase.installed().stream().map(t -> Named.of("installed", t)));
  }
}
