package dev.freehold.issuer;

import dev.freehold.token.Base64Url;
import dev.freehold.token.TokenSettings;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A token of others in three parts (RFC 7515 section 7.1), whose signature is yet to be verified.
///
/// @param signed the bytes under the signature
record CompactJws(
    Map<String, Object> header, Map<String, Object> claims, String signed, String signature) {
  private static final int MAX_KEY_ID = 255;
  private static final long LEEWAY = TokenSettings.LEEWAY.toSeconds();
  // 9999-12-31: sums of later seconds are not valid dates
  private static final long LATEST = 253_402_300_799L;

  /// Header parameters that bring a key, change what is signed, or must be understood. Others, such as
  /// `x5t`, are ignored, as RFC 7515 says.
  private static final Set<String> REFUSED_HEADERS =
      Set.of("crit", "b64", "jku", "jwk", "x5u", "x5c", "cty", "zip", "enc", "epk", "p2c", "p2s");

  /// Empty for text of another form, or longer than `longest` characters.
  static Optional<CompactJws> parse(String token, int longest) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (token.length() > longest
        || first < 1
        || second < 0
        || token.indexOf('.', second + 1) >= 0) {
      return Optional.empty();
    }
    Optional<Map<String, Object>> header =
        Base64Url.decode(token.substring(0, first)).flatMap(JwtJsonTree::object);
    Optional<Map<String, Object>> claims =
        Base64Url.decode(token.substring(first + 1, second)).flatMap(JwtJsonTree::object);
    String signature = token.substring(second + 1);
    return header.isEmpty() || claims.isEmpty() || Base64Url.decode(signature).isEmpty()
        ? Optional.empty()
        : Optional.of(
            new CompactJws(header.get(), claims.get(), token.substring(0, second), signature));
  }

  /// Whether the header is one of this algorithm and of these types.
  ///
  /// @param types in lower case; a header without a type is of any
  boolean agrees(String algorithm, Set<String> types) {
    if (!algorithm.equals(header.get("alg"))
        || header.keySet().stream().anyMatch(REFUSED_HEADERS::contains)) {
      return false;
    }
    String id = keyId();
    if (header.containsKey("kid") && (id == null || id.isEmpty() || id.length() > MAX_KEY_ID)) {
      return false;
    }
    String type = JwtJsonTree.text(header, "typ");
    return !header.containsKey("typ")
        || (type != null && types.contains(type.toLowerCase(Locale.ROOT)));
  }

  @Nullable String keyId() {
    return JwtJsonTree.text(header, "kid");
  }

  byte[] signedBytes() {
    return signed.getBytes(StandardCharsets.ISO_8859_1);
  }

  byte[] signatureBytes() {
    return Base64Url.decode(signature).orElseThrow();
  }

  /// A NumericDate, which may have a fraction (RFC 7519 section 2).
  Optional<Long> seconds(String name) {
    return claims.get(name) instanceof Number value
            && value.doubleValue() >= 0
            && value.doubleValue() <= LATEST
        ? Optional.of(value.longValue())
        : Optional.empty();
  }

  /// The same; zero if there is no such claim.
  Optional<Long> secondsOrAbsent(String name) {
    return claims.containsKey(name) ? seconds(name) : Optional.of(0L);
  }

  /// Whether a token has expired.
  static boolean isOver(long expires, long now) {
    return expires + LEEWAY <= now;
  }

  /// Whether a time is in the future, by more than clocks differ.
  static boolean isAhead(long time, long now) {
    return time > now + LEEWAY;
  }

  /// Half a surrogate pair would be stored as another character, and two people would be one.
  static boolean isSubject(@Nullable String subject) {
    return subject != null
        && !subject.isEmpty()
        && subject.codePointCount(0, subject.length()) <= ExternalIdentity.MAX_SUBJECT
        && subject.codePoints().noneMatch(Character::isISOControl)
        && StandardCharsets.UTF_8.newEncoder().canEncode(subject);
  }
}
