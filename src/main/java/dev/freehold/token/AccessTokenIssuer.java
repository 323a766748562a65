package dev.freehold.token;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;

/// Makes access tokens: HS256 JWTs of the type `at+jwt` (RFC 7515, RFC 7519, RFC 9068).
public final class AccessTokenIssuer {
  static final String HEADER =
      Base64Url.encode("{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}".getBytes(StandardCharsets.UTF_8));

  private final HmacSha256 key;
  private final InstantSource clock;
  private final long lifeSeconds;
  private final AccessClaims.Form form;

  public AccessTokenIssuer(TokenSettings settings, InstantSource clock) {
    this.key = new HmacSha256(settings.secret());
    this.clock = clock;
    this.lifeSeconds = settings.accessLife().toSeconds();
    this.form = new AccessClaims.Form(settings);
  }

  /// A token of someone without roles.
  public String issue(UUID user, UUID session) {
    return issue(user, session, List.of());
  }

  /// A token that says: `user` is signed in by `session` and has `roles`, from now on and for [#lifeSeconds].
  ///
  /// @param roles at most 20 names of roles, in the order in which the token shall name them
  /// @throws IllegalArgumentException more, or what is no name of a role: the verifier would not believe them
  public String issue(UUID user, UUID session, Collection<String> roles) {
    if (!AccessClaims.areRoles(roles)) {
      throw new IllegalArgumentException("not the roles of a token");
    }
    long now = clock.instant().getEpochSecond();
    byte[] payload =
        form.write(
            new AccessClaims(user, session, new LinkedHashSet<>(roles), now, now + lifeSeconds));
    String signed = HEADER + "." + Base64Url.encode(payload);
    return signed + "." + Base64Url.encode(key.of(signed.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /// The `expires_in` of a token made now.
  public long lifeSeconds() {
    return lifeSeconds;
  }
}
