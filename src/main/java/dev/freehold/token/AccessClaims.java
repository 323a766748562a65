package dev.freehold.token;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The claims of an access token as this server writes them: one text for one set of values. Because there is only one,
/// reading it back needs no JSON parser, which was half of what verifying a token cost.
///
/// @param issued and `expires` in seconds since 1970
record AccessClaims(UUID user, UUID session, long issued, long expires) {
  private static final String SUBJECT = ",\"sub\":\"";
  private static final String SESSION = "\",\"sid\":\"";
  private static final String ISSUED = "\",\"iat\":";
  private static final String EXPIRES = ",\"exp\":";
  private static final int UUID_LENGTH = 36;

  private boolean isInRange() {
    return issued >= 0
        && issued <= AccessTokenVerifier.LATEST
        && expires >= 0
        && expires <= AccessTokenVerifier.LATEST;
  }

  /// The text, for one issuer and one audience.
  static final class Form {
    private final String head;

    Form(TokenSettings settings) {
      this.head =
          "{\"iss\":"
              + quoted(settings.issuer())
              + ",\"aud\":"
              + quoted(settings.audience())
              + SUBJECT;
    }

    byte[] write(AccessClaims claims) {
      String text =
          head
              + claims.user
              + SESSION
              + claims.session
              + ISSUED
              + claims.issued
              + EXPIRES
              + claims.expires
              + "}";
      return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Null for every payload but one that [#write] would give, to the byte; such a one may still be claims.
    @Nullable AccessClaims read(byte[] payload) {
      String text = new String(payload, StandardCharsets.UTF_8);
      int user = head.length();
      int session = user + UUID_LENGTH + SESSION.length();
      int issued = session + UUID_LENGTH + ISSUED.length();
      int comma = text.indexOf(EXPIRES, Math.min(issued, text.length()));
      if (comma < 0 || comma - issued > 12 || text.length() - comma > 20) {
        return null;
      }
      try {
        AccessClaims claims =
            new AccessClaims(
                UUID.fromString(text.substring(user, user + UUID_LENGTH)),
                UUID.fromString(text.substring(session, session + UUID_LENGTH)),
                Long.parseLong(text, issued, comma, 10),
                Long.parseLong(text, comma + EXPIRES.length(), text.length() - 1, 10));
        return claims.isInRange() && Arrays.equals(write(claims), payload) ? claims : null;
      } catch (IllegalArgumentException _) {
        return null;
      }
    }

    private static String quoted(String text) {
      return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
  }
}
