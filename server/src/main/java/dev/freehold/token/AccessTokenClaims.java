package dev.freehold.token;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The claims of an access token, in the canonical form that this server writes. Reading that form
/// back needs no JSON parser, which was half the cost of verifying a token.
///
/// @param roles at most [#MAX_ROLES] role names; omitted from the text if empty
/// @param issued like `expires`, in seconds since 1970
/// @param methods the `amr`, in the form of roles; empty for a token without `amr` and `auth_time`
/// @param authenticated the `auth_time`; 0 without
record AccessTokenClaims(
    UUID user,
    UUID session,
    Set<String> roles,
    long issued,
    long expires,
    Set<String> methods,
    long authenticated) {
  static final int MAX_ROLES = 20;
  private static final int LONGEST_ROLE = 31;
  private static final String SUBJECT = ",\"sub\":\"";
  private static final String SESSION = "\",\"sid\":\"";
  private static final String ISSUED = "\",\"iat\":";
  private static final String EXPIRES = ",\"exp\":";
  private static final String ROLES = ",\"roles\":[\"";
  private static final String METHODS = ",\"amr\":[\"";
  private static final String AUTHENTICATED = ",\"auth_time\":";
  private static final String ROLES_END = "\"]";
  private static final int UUID_LENGTH = 36;

  /// Whether `role` is a valid role name: short and without JSON escapes (`[a-z][a-z0-9_]{0,30}`).
  static boolean isRole(String role) {
    return !role.isEmpty()
        && role.length() <= LONGEST_ROLE
        && role.charAt(0) >= 'a'
        && role.charAt(0) <= 'z'
        && role.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
  }

  /// Whether these may be the roles of a token.
  static boolean areRoles(Collection<String> roles) {
    return roles.size() <= MAX_ROLES && roles.stream().allMatch(AccessTokenClaims::isRole);
  }

  private boolean isInRange() {
    return areRoles(roles)
        && areRoles(methods)
        && authenticated >= 0
        && authenticated <= AccessTokenVerifier.LATEST
        && issued >= 0
        && issued <= AccessTokenVerifier.LATEST
        && expires >= 0
        && expires <= AccessTokenVerifier.LATEST;
  }

  /// Reads and writes the JSON text, for one issuer and one audience.
  static final class ClaimsCodec {
    private final String head;

    ClaimsCodec(String issuer, String audience) {
      this.head = "{\"iss\":" + quoted(issuer) + ",\"aud\":" + quoted(audience) + SUBJECT;
    }

    byte[] write(AccessTokenClaims claims) {
      String text =
          head
              + claims.user
              + SESSION
              + claims.session
              + ISSUED
              + claims.issued
              + EXPIRES
              + claims.expires
              + (claims.roles.isEmpty()
                  ? ""
                  : ROLES + String.join("\",\"", claims.roles) + ROLES_END)
              + (claims.methods.isEmpty()
                  ? ""
                  : METHODS
                      + String.join("\",\"", claims.methods)
                      + ROLES_END
                      + AUTHENTICATED
                      + claims.authenticated)
              + "}";
      return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Null unless the payload is byte for byte what [#write] returns. Other payloads may still be
    /// valid claims.
    @Nullable AccessTokenClaims read(byte[] payload) {
      String text = new String(payload, StandardCharsets.UTF_8);
      int user = head.length();
      int session = user + UUID_LENGTH + SESSION.length();
      int issued = session + UUID_LENGTH + ISSUED.length();
      int comma = text.indexOf(EXPIRES, Math.min(issued, text.length()));
      int roles = comma < 0 ? -1 : text.indexOf(ROLES, comma);
      int methods = comma < 0 ? -1 : text.indexOf(METHODS, comma);
      int authenticated = methods < 0 ? -1 : text.indexOf(AUTHENTICATED, methods);
      int end = roles >= 0 ? roles : methods >= 0 ? methods : text.length() - 1;
      if (comma < 0 || comma - issued > 12 || end - comma > 19) {
        return null;
      }
      try {
        AccessTokenClaims claims =
            new AccessTokenClaims(
                UUID.fromString(text.substring(user, user + UUID_LENGTH)),
                UUID.fromString(text.substring(session, session + UUID_LENGTH)),
                roles < 0 ? Set.of() : roles(text, roles + ROLES.length()),
                Long.parseLong(text, issued, comma, 10),
                Long.parseLong(text, comma + EXPIRES.length(), end, 10),
                methods < 0 ? Set.of() : roles(text, methods + METHODS.length()),
                authenticated < 0
                    ? 0
                    : Long.parseLong(
                        text, authenticated + AUTHENTICATED.length(), text.length() - 1, 10));
        return claims.isInRange() && Arrays.equals(write(claims), payload) ? claims : null;
      } catch (IllegalArgumentException _) {
        return null;
      }
    }

    /// The roles in the order of the text. A duplicate is dropped, so that [#write] does not return
    /// the text.
    private static Set<String> roles(String text, int from) {
      int to = text.indexOf(ROLES_END, from);
      return to < 0
          ? Set.of()
          : Collections.unmodifiableSet(
              new LinkedHashSet<>(List.of(text.substring(from, to).split("\",\"", -1))));
    }

    private static String quoted(String text) {
      return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
  }
}
