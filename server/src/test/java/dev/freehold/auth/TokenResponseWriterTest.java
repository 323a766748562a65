package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.UserRepository.UserProfile;
import dev.freehold.token.AccessTokenIssuer;
import dev.freehold.token.RefreshTokenCodec;
import dev.freehold.token.SigningSecrets;
import dev.freehold.token.TokenSettings;
import dev.freehold.type.BoundedJson;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class TokenResponseWriterTest {
  /// `Instant.toString` would write `.100Z`: either three or six digits.
  @Test
  void timesHaveTheFormatOfRows() throws IOException {
    UserProfile user =
        new UserProfile(
            new UUID(0, 0),
            "ada@example.org",
            false,
            null,
            null,
            List.of("admin", "gone"),
            OffsetDateTime.parse("2026-01-02T03:04:05.100Z"),
            OffsetDateTime.parse("2026-01-02T03:04:05.123450Z"));
    assertThat(written(user, List.of("editor", "admin")))
        .contains("\"created_at\":\"2026-01-02T03:04:05.1Z\"")
        .contains("\"updated_at\":\"2026-01-02T03:04:05.12345Z\"")
        .contains("\"roles\":[\"admin\"]");
    assertThat(written(user, List.of())).doesNotContain("roles");
  }

  private static String written(UserProfile user, List<String> roles) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = BoundedJson.FACTORY.createGenerator(text)) {
      tokens(roles).write(out, user, Map.of());
    }
    return text.toString();
  }

  static TokenResponseWriter tokens(List<String> roles) {
    TokenSettings settings =
        new TokenSettings(
            "https://tasks.test",
            "tasks",
            SigningSecrets.of(SignInNode.SECRET),
            Duration.ofMinutes(15));
    return new TokenResponseWriter(
        new AccessTokenIssuer(settings, InstantSource.system()),
        new RefreshTokenCodec(SigningSecrets.of(SignInNode.SECRET)),
        roles);
  }
}
