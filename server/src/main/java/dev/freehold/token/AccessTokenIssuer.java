package dev.freehold.token;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// Issues access tokens: JWTs of the type `at+jwt` (RFC 7515, RFC 7519, RFC 9068), signed by the key pair
/// of the settings, or with HS256 under the secret if they have none.
public final class AccessTokenIssuer {
  static final String HEADER =
      Base64Url.encode("{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}".getBytes(StandardCharsets.UTF_8));

  private final String header;
  private final UnaryOperator<byte[]> signature;
  private final InstantSource clock;
  private final long lifeSeconds;
  private final AccessTokenClaims.ClaimsCodec form;

  public AccessTokenIssuer(TokenSettings settings, InstantSource clock) {
    PublishedKeys pair = settings.published();
    this.header = pair == null ? HEADER : pair.current().header();
    this.signature = pair == null ? HmacKeyring.of(settings.secrets())::sign : pair.current()::sign;
    this.clock = clock;
    this.lifeSeconds = settings.accessLife().toSeconds();
    this.form =
        new AccessTokenClaims.ClaimsCodec(
            pair == null ? settings.issuer() : pair.issuer(), settings.audience());
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
    return issue(user, session, roles, List.of(), 0);
  }

  /// The same with the claims `amr` and `auth_time` (RFC 9068 section 2.2.1).
  ///
  /// @param methods names of RFC 8176, in the order of the token; empty for a token without the two
  /// @param authenticated in seconds since 1970
  public String issue(
      UUID user,
      UUID session,
      Collection<String> roles,
      Collection<String> methods,
      long authenticated) {
    if (!AccessTokenClaims.areRoles(roles) || !AccessTokenClaims.areRoles(methods)) {
      throw new IllegalArgumentException("not the roles of a token");
    }
    long now = clock.instant().getEpochSecond();
    byte[] payload =
        form.write(
            new AccessTokenClaims(
                user,
                session,
                new LinkedHashSet<>(roles),
                now,
                now + lifeSeconds,
                new LinkedHashSet<>(methods),
                methods.isEmpty() ? 0 : authenticated));
    String signed = header + "." + Base64Url.encode(payload);
    return signed
        + "."
        + Base64Url.encode(signature.apply(signed.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /// The `iat` of a token made now.
  public long now() {
    return clock.instant().getEpochSecond();
  }

  /// The `expires_in` of a token made now.
  public long lifeSeconds() {
    return lifeSeconds;
  }
}
