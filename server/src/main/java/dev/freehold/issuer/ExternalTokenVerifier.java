package dev.freehold.issuer;

import dev.freehold.issuer.KeySource.KeySet;
import dev.freehold.token.Base64Url;
import dev.freehold.token.TokenSettings;
import dev.freehold.token.VerifiedTokenCache;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Verifies access tokens of external issuers (RFC 7515, RFC 7519, RFC 8725). The `iss` of a token
/// selects an entry of the spec; the entry has the algorithm and the keys, and the header must agree. All
/// other claims are read after the signature, the expiry first: an authentic expired token is always
/// [ExternalVerification.Expired].
public final class ExternalTokenVerifier {
  private static final int LONGEST = 8192;
  private static final int MAX_KEY_ID = 255;
  private static final long LEEWAY = TokenSettings.LEEWAY.toSeconds();
  // 9999-12-31: sums of later seconds are not valid dates
  private static final long LATEST = 253_402_300_799L;

  /// Header parameters that bring a key, change what is signed, or must be understood. Others, such as
  /// `x5t`, are ignored, as RFC 7515 says.
  private static final Set<String> REFUSED_HEADERS =
      Set.of("crit", "b64", "jku", "jwk", "x5u", "x5c", "cty", "zip", "enc", "epk", "p2c", "p2s");

  /// The types of access tokens. An issuer that writes others, such as `logout+jwt`, means another
  /// kind of token.
  private static final Set<String> TYPES =
      Set.of("jwt", "application/jwt", "at+jwt", "application/at+jwt");

  /// Claims of tokens that are no bearer access tokens: of ID tokens (OpenID Connect Core section 2),
  /// of events and log-outs (RFC 8417), of tokens that are bound to a key of the client (RFC 7800), which
  /// must not work without it.
  private static final Set<String> REFUSED_CLAIMS =
      Set.of("at_hash", "c_hash", "nonce", "events", "cnf");

  private final Map<String, TrustedIssuer> byIssuer = new HashMap<>();
  private final @Nullable TrustedIssuer withoutIssuer;
  private final InstantSource clock;
  private final VerifiedTokenCache<VerifiedClaims> recent = new VerifiedTokenCache<>();

  /// The result of a verification.
  public sealed interface ExternalVerification {
    /// The token is authentic and valid now.
    ///
    /// @param roles of the token that the spec has
    record Accepted(ExternalIdentity identity, Set<String> roles) implements ExternalVerification {}

    /// The token is authentic but has expired.
    record Expired() implements ExternalVerification {}

    /// The token is invalid.
    record Refused() implements ExternalVerification {}

    /// The key of the token is not known. Its issuer may have it.
    ///
    /// @param keys to be refreshed before the token is verified again
    record KeyUnknown(PendingKeys keys) implements ExternalVerification {}
  }

  /// Keys that may be fetched.
  public static final class PendingKeys {
    private final KeySource source;

    private PendingKeys(KeySource source) {
      this.source = source;
    }

    /// @return completes, possibly on another thread, when the issuer has been asked; never fails
    public Future<Void> refresh() {
      return source.refresh();
    }

    /// Whether there is no key at all, so that nobody can say whether a token is valid.
    public boolean areMissing() {
      return source.current() == null;
    }
  }

  record TrustedIssuer(ExternalIssuer settings, KeySource source) {}

  /// @param keys that verified the token; it is verified again if the issuer has others
  private record VerifiedClaims(
      TrustedIssuer issuer,
      KeySet keys,
      ExternalIdentity identity,
      Set<String> roles,
      long expires,
      long notBefore) {}

  /// @param issuers with different `iss`
  ExternalTokenVerifier(List<TrustedIssuer> issuers, InstantSource clock) {
    TrustedIssuer without = null;
    for (TrustedIssuer each : issuers) {
      String issuer = each.settings.issuer();
      if (issuer == null) {
        without = each;
      } else {
        byIssuer.put(issuer, each);
      }
    }
    this.withoutIssuer = without;
    this.clock = clock;
  }

  /// The result for a token that was verified before; null for any other token.
  public @Nullable ExternalVerification verifyRecent(String token) {
    VerifiedClaims known = recent.get(token);
    return known != null && Objects.equals(known.keys, known.issuer.source.current())
        ? judge(known)
        : null;
  }

  /// Whether a token says that it is of one of the issuers: its signature is worth a look.
  public boolean isMeant(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    return token.length() <= LONGEST
        && first > 0
        && second > 0
        && Base64Url.decode(token.substring(first + 1, second))
            .flatMap(JwtJsonTree::object)
            .filter(claims -> issuer(claims) != null)
            .isPresent();
  }

  public ExternalVerification verify(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (token.length() > LONGEST
        || first < 1
        || second < 0
        || token.indexOf('.', second + 1) >= 0) {
      return new ExternalVerification.Refused();
    }
    Optional<Map<String, Object>> header =
        Base64Url.decode(token.substring(0, first)).flatMap(JwtJsonTree::object);
    Optional<Map<String, Object>> claims =
        Base64Url.decode(token.substring(first + 1, second)).flatMap(JwtJsonTree::object);
    Optional<byte[]> signature = Base64Url.decode(token.substring(second + 1));
    if (header.isEmpty() || claims.isEmpty() || signature.isEmpty()) {
      return new ExternalVerification.Refused();
    }
    TrustedIssuer issuer = issuer(claims.get());
    if (issuer == null || !agrees(header.get(), issuer.source.algorithm())) {
      return new ExternalVerification.Refused();
    }
    KeySet keys = issuer.source.current();
    BiPredicate<byte[], byte[]> key =
        keys == null ? null : keys.key(JwtJsonTree.text(header.get(), "kid"));
    if (keys == null || key == null) {
      return keys == null || issuer.source.mayRefresh()
          ? new ExternalVerification.KeyUnknown(new PendingKeys(issuer.source))
          : new ExternalVerification.Refused();
    }
    byte[] signed = token.substring(0, second).getBytes(StandardCharsets.ISO_8859_1);
    if (!key.test(signed, signature.get())) {
      return new ExternalVerification.Refused();
    }
    return judge(token, issuer, keys, claims.get());
  }

  /// The entry that a token is of by its own words, which are believed once its signature is verified.
  private @Nullable TrustedIssuer issuer(Map<String, Object> claims) {
    if (!claims.containsKey("iss")) {
      return withoutIssuer;
    }
    String issuer = JwtJsonTree.text(claims, "iss");
    return issuer == null ? null : byIssuer.get(issuer);
  }

  private static boolean agrees(Map<String, Object> header, String algorithm) {
    if (!algorithm.equals(header.get("alg"))
        || header.keySet().stream().anyMatch(REFUSED_HEADERS::contains)) {
      return false;
    }
    boolean hasId = header.containsKey("kid");
    String id = JwtJsonTree.text(header, "kid");
    if (hasId && (id == null || id.isEmpty() || id.length() > MAX_KEY_ID)) {
      return false;
    }
    String type = JwtJsonTree.text(header, "typ");
    return !header.containsKey("typ")
        || (type != null && TYPES.contains(type.toLowerCase(Locale.ROOT)));
  }

  private ExternalVerification judge(
      String token, TrustedIssuer issuer, KeySet keys, Map<String, Object> claims) {
    Optional<Long> expires = seconds(claims, "exp");
    if (expires.isEmpty()) {
      return new ExternalVerification.Refused();
    }
    if (isOver(expires.get())) {
      return new ExternalVerification.Expired();
    }
    Optional<Long> issued = secondsOrAbsent(claims, "iat");
    Optional<Long> begins = secondsOrAbsent(claims, "nbf");
    String subject = JwtJsonTree.text(claims, issuer.settings.subject());
    if (issued.isEmpty()
        || begins.isEmpty()
        || subject == null
        || !isSubject(subject)
        || !isAccessToken(claims)
        || !isForUs(issuer.settings.audiences(), claims)) {
      return new ExternalVerification.Refused();
    }
    VerifiedClaims verified =
        new VerifiedClaims(
            issuer,
            keys,
            new ExternalIdentity(issuer.settings.name(), subject),
            roles(issuer.settings, claims),
            expires.get(),
            Math.max(issued.get(), begins.get()));
    recent.add(token, verified);
    return judge(verified);
  }

  private ExternalVerification judge(VerifiedClaims claims) {
    if (isOver(claims.expires)) {
      return new ExternalVerification.Expired();
    }
    return claims.notBefore <= clock.instant().getEpochSecond() + LEEWAY
        ? new ExternalVerification.Accepted(claims.identity, claims.roles)
        : new ExternalVerification.Refused();
  }

  private boolean isOver(long expires) {
    return expires + LEEWAY <= clock.instant().getEpochSecond();
  }

  /// A NumericDate, which may have a fraction (RFC 7519 section 2).
  private static Optional<Long> seconds(Map<String, Object> claims, String name) {
    return claims.get(name) instanceof Number value
            && value.doubleValue() >= 0
            && value.doubleValue() <= LATEST
        ? Optional.of(value.longValue())
        : Optional.empty();
  }

  private static Optional<Long> secondsOrAbsent(Map<String, Object> claims, String name) {
    return claims.containsKey(name) ? seconds(claims, name) : Optional.of(0L);
  }

  /// Half a surrogate pair would be stored as another character, and two people would be one.
  private static boolean isSubject(String subject) {
    return !subject.isEmpty()
        && subject.codePointCount(0, subject.length()) <= ExternalIdentity.MAX_SUBJECT
        && subject.codePoints().noneMatch(Character::isISOControl)
        && StandardCharsets.UTF_8.newEncoder().canEncode(subject);
  }

  /// Whether the claims say nothing else. Keycloak names the kind in `typ`, Cognito in `token_use`.
  private static boolean isAccessToken(Map<String, Object> claims) {
    return claims.keySet().stream().noneMatch(REFUSED_CLAIMS::contains)
        && isOrAbsent(claims, "typ", "Bearer")
        && isOrAbsent(claims, "token_use", "access");
  }

  private static boolean isOrAbsent(Map<String, Object> claims, String name, String value) {
    return !claims.containsKey(name) || value.equals(claims.get(name));
  }

  /// A token without `aud` is for whom it was issued to: `client_id` (RFC 9068, Cognito), else `azp`
  /// (Clerk). An entry without audiences takes tokens without `aud` alone.
  private static boolean isForUs(List<String> audiences, Map<String, Object> claims) {
    if (audiences.isEmpty()) {
      return !claims.containsKey("aud");
    }
    for (String name : List.of("aud", "client_id", "azp")) {
      if (claims.containsKey(name)) {
        return claims.get(name) instanceof List<?> list
            ? name.equals("aud")
                && list.stream().allMatch(String.class::isInstance)
                && list.stream().anyMatch(audiences::contains)
            : audiences.contains(claims.get(name));
      }
    }
    return false;
  }

  /// The roles that the spec has, of a claim that is one role or a list of them.
  private static Set<String> roles(ExternalIssuer issuer, Map<String, Object> claims) {
    Object value = claims;
    for (String name : issuer.rolesClaim()) {
      value = value instanceof Map<?, ?> members ? members.get(name) : null;
    }
    Set<String> roles = new HashSet<>();
    if (value instanceof List<?> list) {
      list.forEach(item -> add(issuer, item, roles));
    } else {
      add(issuer, value, roles);
    }
    return Set.copyOf(roles);
  }

  private static void add(ExternalIssuer issuer, @Nullable Object item, Set<String> roles) {
    if (item instanceof String role && issuer.roles().contains(role)) {
      roles.add(role);
    }
  }
}
