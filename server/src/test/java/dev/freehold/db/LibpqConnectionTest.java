package dev.freehold.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.DatabaseTarget.TlsMode;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LibpqConnectionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://me@db.example.com",
        "postgres://me:%3A%40%2F%25+%20%C3%A9@db:6000/a%2Fb?sslmode=require",
        "postgres://me:secret@[::1]:5432/shop?sslmode=disable",
        "postgres://me:secret@db/shop?sslmode=verify-full",
        "postgres://me:secret@/shop?host=%2Frun%2Fpostgres%20ql",
      })
  void theParserReadsTheSameTarget(String url) {
    DatabaseTarget target = DatabaseUrlParser.parse(url);
    assertThat(DatabaseUrlParser.parse(new LibpqConnection(target, Map.of()).url().reveal()))
        .isEqualTo(target);
  }

  @Test
  void aServerTakesIt() {
    DatabaseTarget target = TestDatabase.embedded();
    DatabaseTarget read =
        DatabaseUrlParser.parse(new LibpqConnection(target, Map.of()).url().reveal());
    assertThat(TestDatabase.query(read, "select current_user::text")).isEqualTo(target.user());
  }

  @Test
  void settingsOfTheSessionAreOptions() {
    DatabaseTarget target =
        new DatabaseTarget(
            "db",
            5432,
            "d",
            "u",
            Secret.of("p"),
            TlsMode.PREFER,
            null,
            "a",
            DatabaseTarget.CONNECT);
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("a.b", "1");
    settings.put("a.c", "x y\\");
    assertThat(new LibpqConnection(target, settings).environment())
        .containsEntry("PGOPTIONS", "-c a.b=1 -c a.c=x\\ y\\\\");
    assertThat(new LibpqConnection(target, settings).url().reveal())
        .isEqualTo(
            "postgresql://u:p@db:5432/d?sslmode=prefer&options=-c%20a.b%3D1%20-c%20a.c%3Dx%5C%20y%5C%5C");
  }
}
