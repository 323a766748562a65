package dev.freehold.issuer;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.issuer.KeySource.KeySet;
import dev.freehold.token.VerifiedTokenCache;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
  private final EventSink events;
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
  /// @param events hears why a token was refused; must not block
  ExternalTokenVerifier(List<TrustedIssuer> issuers, InstantSource clock, EventSink events) {
    this.events = events;
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
    return CompactJws.parse(token, LONGEST).filter(jws -> issuer(jws.claims()) != null).isPresent();
  }

  public ExternalVerification verify(String token) {
    CompactJws jws = CompactJws.parse(token, LONGEST).orElse(null);
    if (jws == null) {
      return new ExternalVerification.Refused();
    }
    TrustedIssuer issuer = issuer(jws.claims());
    if (issuer == null) {
      return refused("", "no issuer of the spec has its iss");
    }
    String name = issuer.settings.name();
    if (!jws.agrees(issuer.source.algorithm(), TYPES)) {
      return refused(
          name,
          issuer.source.algorithm().equals(jws.header().get("alg"))
              ? "its header has a parameter or a type that is not accepted"
              : "its alg is not that of the issuer");
    }
    KeySet keys = issuer.source.current();
    BiPredicate<byte[], byte[]> key = keys == null ? null : keys.key(jws.keyId());
    if (keys == null || key == null) {
      return keys == null || issuer.source.mayRefresh()
          ? new ExternalVerification.KeyUnknown(new PendingKeys(issuer.source))
          : refused(name, "the issuer has no key with its kid");
    }
    if (!key.test(jws.signedBytes(), jws.signatureBytes())) {
      return refused(name, "its signature is not of the key");
    }
    return judge(token, issuer, keys, jws);
  }

  /// The entry that a token is of by its own words, which are believed once its signature is verified.
  private @Nullable TrustedIssuer issuer(Map<String, Object> claims) {
    if (!claims.containsKey("iss")) {
      return withoutIssuer;
    }
    String issuer = JwtJsonTree.text(claims, "iss");
    return issuer == null ? null : byIssuer.get(issuer);
  }

  private ExternalVerification judge(
      String token, TrustedIssuer issuer, KeySet keys, CompactJws jws) {
    Map<String, Object> claims = jws.claims();
    String name = issuer.settings.name();
    Optional<Long> expires = jws.seconds("exp");
    if (expires.isEmpty()) {
      return refused(name, "it has no exp");
    }
    if (isOver(expires.get())) {
      return new ExternalVerification.Expired();
    }
    Optional<Long> issued = jws.secondsOrAbsent("iat");
    Optional<Long> begins = jws.secondsOrAbsent("nbf");
    String subject = JwtJsonTree.text(claims, issuer.settings.subject());
    if (issued.isEmpty() || begins.isEmpty()) {
      return refused(name, "its iat or nbf is no time");
    }
    if (subject == null || !CompactJws.isSubject(subject)) {
      return refused(name, "its claim for the subject is not there or no subject");
    }
    if (!isAccessToken(claims)) {
      return refused(name, "it is an ID token or of another kind, not an access token");
    }
    if (!isForUs(issuer.settings.audiences(), claims)) {
      return refused(name, "its audience is not that of the spec");
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
    return !CompactJws.isAhead(claims.notBefore, clock.instant().getEpochSecond())
        ? new ExternalVerification.Accepted(claims.identity, claims.roles)
        : refused(claims.issuer.settings.name(), "its iat or nbf is ahead of the clock");
  }

  /// @param issuer in the spec; empty if the token is of none
  /// @param reason without a word of the token
  private ExternalVerification refused(String issuer, String reason) {
    events.emit(new Event.ExternalTokenRefused(issuer, reason));
    return new ExternalVerification.Refused();
  }

  private boolean isOver(long expires) {
    return CompactJws.isOver(expires, clock.instant().getEpochSecond());
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
