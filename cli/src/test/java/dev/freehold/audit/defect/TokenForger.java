package dev.freehold.audit.defect;

import dev.freehold.token.AccessTokenIssuer;
import dev.freehold.token.AccessTokenVerifier;
import dev.freehold.token.TokenSettings;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Issues tokens that the server accepts, to simulate a defective verifier.
final class TokenForger {
  private final AccessTokenIssuer issuer;
  private final AccessTokenVerifier verifier;

  TokenForger(TokenSettings settings) {
    issuer = new AccessTokenIssuer(settings, InstantSource.system());
    verifier = new AccessTokenVerifier(settings, InstantSource.system());
  }

  /// A valid token of this user in a new session.
  String of(UUID user, String... roles) {
    return issuer.issue(user, UUID.randomUUID(), List.of(roles));
  }

  /// A valid token with the claims of `token`, whose signature and expiry are not checked; empty if
  /// `token` names no user.
  Optional<String> reissueUnverified(String token) {
    return part(token, 1)
        .flatMap(
            claims -> {
              try {
                UUID user = UUID.fromString(claims.getString("sub", ""));
                UUID session = UUID.fromString(claims.getString("sid", user.toString()));
                List<String> roles =
                    claims.containsKey("roles")
                        ? claims.getJsonArray("roles").stream().map(Object::toString).toList()
                        : List.of();
                return Optional.of(issuer.issue(user, session, roles));
              } catch (IllegalArgumentException | ClassCastException notClaims) {
                return Optional.empty();
              }
            });
  }

  /// A valid token of the same user in another session.
  String reissueInNewSession(String token) {
    return of(UUID.fromString(part(token, 1).orElseThrow().getString("sub")));
  }

  /// Whether the server issued the token; its session is not checked.
  boolean isSigned(String token) {
    return !(verifier.verify(token) instanceof AccessTokenVerifier.VerificationResult.Refused);
  }

  /// The header (0) or the claims (1) of a token, unverified.
  static Optional<JsonObject> part(String token, int index) {
    String[] parts = token.split("\\.", -1);
    if (parts.length < 2) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(parts[index]);
      return Optional.of(new JsonObject(new String(bytes, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException | DecodeException notOne) {
      return Optional.empty();
    }
  }

  /// The token, signed with this secret (HS256).
  static String signed(String token, String secret) {
    String content = token.substring(0, token.lastIndexOf('.'));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signature = mac.doFinal(content.getBytes(StandardCharsets.ISO_8859_1));
      return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
