package dev.freehold.token;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;

/// Issues access tokens: HS256 JWTs of the type `at+jwt` (RFC 7515, RFC 7519, RFC 9068).
public final class AccessTokenIssuer {
  static final String HEADER =
      Base64Url.encode("{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}".getBytes(StandardCharsets.UTF_8));

  private final HmacKeyring key;
  private final InstantSource clock;
  private final long lifeSeconds;
  private final AccessTokenClaims.ClaimsCodec form;

  public AccessTokenIssuer(TokenSettings settings, InstantSource clock) {
    this.key = HmacKeyring.of(settings.secrets());
    this.clock = clock;
    this.lifeSeconds = settings.accessLife().toSeconds();
    this.form = new AccessTokenClaims.ClaimsCodec(settings);
  }

  /// A token of a user without roles.
  public String issue(UUID user, UUID session) {
    return issue(user, session, List.of());
  }

  /// A token for `user` with `session` and `roles`, valid from now for [#lifeSeconds].
  ///
  /// @param roles at most 20 role names, in the order of the token
  /// @throws IllegalArgumentException for more roles or an invalid role name: the verifier would
  ///     refuse them
  public String issue(UUID user, UUID session, Collection<String> roles) {
    if (!AccessTokenClaims.areRoles(roles)) {
      throw new IllegalArgumentException("not the roles of a token");
    }
    long now = clock.instant().getEpochSecond();
    byte[] payload =
        form.write(
            new AccessTokenClaims(
                user, session, new LinkedHashSet<>(roles), now, now + lifeSeconds));
    String signed = HEADER + "." + Base64Url.encode(payload);
    return signed + "." + Base64Url.encode(key.sign(signed.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /// The `expires_in` of a token made now.
  public long lifeSeconds() {
    return lifeSeconds;
  }
}
