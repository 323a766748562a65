package dev.freehold.audit.probe.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.audit.probe.input.SqlInjectionCheck.SqlErrorSignatures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlErrorSignaturesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERROR: syntax error at or near \"'\" at character 42",
        "No suitable driver found for jdbc:postgresql://db/app",
        "at org.springframework.jdbc.support.SQLErrorCodeSQLExceptionTranslator",
        "ORA-00933: SQL command not properly ended",
        "SQLSTATE[42601]: syntax error"
      })
  void aMessageOfADatabaseIsFound(String text) {
    assertThat(SqlErrorSignatures.in(text, "?title=a'")).isPresent();
  }

  /// Base64 contains any four letters once in about a million characters.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"nextCursor\":\"q1JdBcT0-mQxjdbcA9_\"}",
        "{\"nextCursor\":\"9-jdbc-_kR\"}",
        "{\"nextCursor\":\"kaORA-123456\"}"
      })
  void aCursorIsNoMessage(String text) {
    assertThat(SqlErrorSignatures.in(text, "?title=a'")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"syntax error at or near", "SQLSTATE"})
  void anEchoIsNoMessage(String text) {
    assertThat(SqlErrorSignatures.in(text, "?title=" + text)).isEmpty();
  }
}
