package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.people.Person;
import dev.freehold.type.form.JsonText;
import java.io.IOException;
import java.io.StringWriter;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class TokensTest {
  /// `Instant` would write `.100Z`, and three digits or six by turns.
  @Test
  void timesAreWrittenAsThoseOfRows() throws IOException {
    Person person =
        new Person(
            new UUID(0, 0),
            "ada@example.org",
            null,
            OffsetDateTime.parse("2026-01-02T03:04:05.100Z"),
            OffsetDateTime.parse("2026-01-02T03:04:05.123450Z"));
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JsonText.FACTORY.createGenerator(text)) {
      Tokens.write(out, person);
    }
    assertThat(text.toString())
        .contains("\"created_at\":\"2026-01-02T03:04:05.1Z\"")
        .contains("\"updated_at\":\"2026-01-02T03:04:05.12345Z\"");
  }
}
