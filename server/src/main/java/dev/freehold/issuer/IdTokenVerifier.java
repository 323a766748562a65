package dev.freehold.issuer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freehold.issuer.KeySource.KeySet;
import dev.freehold.token.Base64Url;
import dev.freehold.type.SignatureAlgorithm;
import io.vertx.core.Future;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Verifies the ID tokens of one provider (OpenID Connect Core section 3.1.3.7): with its keys and its one
/// algorithm, for this client and this sign-in. No claim is read before the signature.
final class IdTokenVerifier {
  /// In characters. Providers may put groups into an ID token.
  static final int LONGEST = 32_768;

  /// A token is of the sign-in that is running, which lasts at most ten minutes.
  private static final Duration OLDEST = Duration.ofMinutes(11);

  private static final int LONGEST_NAME = 200;
  private static final Set<String> TYPES = Set.of("jwt", "application/jwt");

  private final OidcProvider provider;
  private final KeySource keys;
  private final InstantSource clock;

  /// A verified person.
  ///
  /// @param name as the provider says it; null if it says none that an account may have
  record IdToken(ExternalIdentity identity, @Nullable String name) {}

  IdTokenVerifier(OidcProvider provider, KeySource keys, InstantSource clock) {
    this.provider = provider;
    this.keys = keys;
    this.clock = clock;
  }

  /// @param accessToken that came with the ID token
  /// @param nonce of the sign-in
  /// @return fails with an [OidcException]
  Future<IdToken> verify(String token, @Nullable String accessToken, String nonce) {
    CompactJws jws = CompactJws.parse(token, LONGEST).orElse(null);
    if (jws == null) {
      return refused("the ID token is no JWS");
    }
    if (!jws.agrees(keys.algorithm(), TYPES)) {
      return refused("the ID token is not signed with " + keys.algorithm());
    }
    return key(jws)
        .compose(
            key -> {
              if (!key.test(jws.signedBytes(), jws.signatureBytes())) {
                return refused("the signature of the ID token is wrong");
              }
              String fault = fault(jws, accessToken, nonce);
              return fault == null
                  ? Future.succeededFuture(
                      new IdToken(
                          new ExternalIdentity(provider.name(), subject(jws)), name(jws.claims())))
                  : refused(fault);
            });
  }

  private Future<BiPredicate<byte[], byte[]>> key(CompactJws jws) {
    BiPredicate<byte[], byte[]> known = known(jws);
    if (known != null) {
      return Future.succeededFuture(known);
    }
    if (keys.current() != null && !keys.mayRefresh()) {
      return refused("the key of the ID token is not known");
    }
    return keys.refresh()
        .compose(
            _ -> {
              BiPredicate<byte[], byte[]> found = known(jws);
              if (found != null) {
                return Future.succeededFuture(found);
              }
              return keys.current() == null
                  ? Future.failedFuture(
                      OidcException.unavailable("the keys of the provider could not be fetched"))
                  : refused("the key of the ID token is not known");
            });
  }

  private @Nullable BiPredicate<byte[], byte[]> known(CompactJws jws) {
    KeySet current = keys.current();
    return current == null ? null : current.key(jws.keyId());
  }

  private @Nullable String fault(CompactJws jws, @Nullable String accessToken, String nonce) {
    Map<String, Object> claims = jws.claims();
    long now = clock.instant().getEpochSecond();
    if (!provider.issuer().equals(claims.get("iss"))) {
      return "the ID token is of another issuer";
    }
    if (!isForUs(claims)) {
      return "the ID token is for another client";
    }
    Long expires = jws.seconds("exp").orElse(null);
    if (expires == null || CompactJws.isOver(expires, now)) {
      return "the ID token has expired";
    }
    Long issued = jws.seconds("iat").orElse(null);
    Long begins = jws.secondsOrAbsent("nbf").orElse(null);
    if (issued == null
        || begins == null
        || CompactJws.isAhead(issued, now)
        || CompactJws.isAhead(begins, now)
        || issued < now - OLDEST.toSeconds()) {
      return "the ID token is not of now";
    }
    String said = JwtJsonTree.text(claims, "nonce");
    if (said == null || !MessageDigest.isEqual(said.getBytes(UTF_8), nonce.getBytes(UTF_8))) {
      return "the ID token is of another sign-in";
    }
    if (claims.containsKey("at_hash") && !isHash(claims.get("at_hash"), accessToken)) {
      return "the ID token is of another access token";
    }
    return CompactJws.isSubject(JwtJsonTree.text(claims, "sub"))
        ? null
        : "the ID token has no usable subject";
  }

  /// For this client, and issued to it. Of several audiences the others are not trusted, so it must say
  /// that it was issued to this one.
  private boolean isForUs(Map<String, Object> claims) {
    Object audience = claims.get("aud");
    List<?> all =
        audience instanceof List<?> list ? list : audience == null ? List.of() : List.of(audience);
    return all.contains(provider.clientId())
        && all.stream().allMatch(String.class::isInstance)
        && (claims.containsKey("azp")
            ? provider.clientId().equals(claims.get("azp"))
            : all.size() == 1);
  }

  private boolean isHash(@Nullable Object hash, @Nullable String accessToken) {
    if (!(hash instanceof String text) || accessToken == null) {
      return false;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance(digest(provider.algorithm()))
              .digest(accessToken.getBytes(US_ASCII));
      String expected = Base64Url.encode(Arrays.copyOf(digest, digest.length / 2));
      return MessageDigest.isEqual(expected.getBytes(US_ASCII), text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-2", e);
    }
  }

  /// The hash function of an algorithm (section 3.1.3.6; Ed25519 has SHA-512 inside).
  private static String digest(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case RS256, PS256, ES256 -> "SHA-256";
      case RS384, ES384 -> "SHA-384";
      case RS512, EDDSA -> "SHA-512";
    };
  }

  private static String subject(CompactJws jws) {
    return Objects.requireNonNull(JwtJsonTree.text(jws.claims(), "sub"), "checked before");
  }

  private static @Nullable String name(Map<String, Object> claims) {
    String name = JwtJsonTree.text(claims, "name");
    if (name == null) {
      return null;
    }
    String text = name.strip();
    return text.isEmpty()
            || text.codePointCount(0, text.length()) > LONGEST_NAME
            || text.codePoints().anyMatch(Character::isISOControl)
            || !UTF_8.newEncoder().canEncode(text)
        ? null
        : text;
  }

  private static <T> Future<T> refused(String message) {
    return Future.failedFuture(OidcException.refused(message));
  }
}
