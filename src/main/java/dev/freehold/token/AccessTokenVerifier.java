package dev.freehold.token;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Believes an access token, or says why not (RFC 8725). It has one key, one algorithm, one type, one issuer and one
/// audience; the token must agree and never decides.
///
/// In order: form, header, MAC, expiry, then every other claim. So an intact token of ours that is over is
/// [Verdict.Expired] whatever else it lacks, and nothing that a stranger wrote is read as a claim.
public final class AccessTokenVerifier {
  private static final int LONGEST = 4096;
  private static final String TYPE = "at+jwt";
  private static final long LEEWAY = TokenSettings.LEEWAY.toSeconds();
  // 9999-12-31: past it, sums of seconds are no longer dates
  static final long LATEST = 253_402_300_799L;

  /// What the verifier says.
  public sealed interface Verdict {
    /// The token is ours, intact and in its time.
    ///
    /// @param roles at most 20; none where the token names none
    record Accepted(UUID user, UUID session, Set<String> roles) implements Verdict {}

    /// The token is ours and intact; its time is over.
    record Expired() implements Verdict {}

    /// The token is not to be believed.
    record Refused() implements Verdict {}
  }

  private final TokenSettings settings;
  private final HmacSha256 key;
  private final InstantSource clock;
  private final long lifeSeconds;
  private final AccessClaims.Form form;
  private final RecentTokens recent = new RecentTokens();

  public AccessTokenVerifier(TokenSettings settings, InstantSource clock) {
    this.settings = settings;
    this.key = new HmacSha256(settings.secret());
    this.clock = clock;
    this.lifeSeconds = settings.accessLife().toSeconds();
    this.form = new AccessClaims.Form(settings);
  }

  public Verdict verify(String token) {
    AccessClaims known = recent.find(token);
    if (known != null) {
      return judge(known);
    }
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (token.length() > LONGEST
        || first < 1
        || second < 0
        || token.indexOf('.', second + 1) >= 0) {
      return new Verdict.Refused();
    }
    Optional<String> type = type(token.substring(0, first));
    Optional<byte[]> payload = Base64Url.decode(token.substring(first + 1, second));
    Optional<byte[]> mac = Base64Url.decode(token.substring(second + 1));
    if (type.isEmpty() || payload.isEmpty() || mac.isEmpty()) {
      return new Verdict.Refused();
    }
    byte[] signed = token.substring(0, second).getBytes(StandardCharsets.ISO_8859_1);
    if (!key.verify(signed, mac.get())) {
      return new Verdict.Refused();
    }
    AccessClaims ours = type.get().equals(TYPE) ? form.read(payload.get()) : null;
    if (ours != null) {
      recent.add(token, ours);
      return judge(ours);
    }
    return JsonMembers.members(payload.get())
        .map(claims -> judge(type.get(), claims))
        .orElseGet(Verdict.Refused::new);
  }

  /// The type of a header that has our algorithm and nothing but `alg` and `typ`: no `crit`, `jku`, `jwk`, `kid`, `x5c`,
  /// `x5u` or whatever is thought of next. `""` where it names no type.
  private static Optional<String> type(String header) {
    if (header.equals(AccessTokenIssuer.HEADER)) {
      return Optional.of(TYPE);
    }
    return Base64Url.decode(header)
        .flatMap(JsonMembers::members)
        .filter(members -> "HS256".equals(members.get("alg")))
        .filter(members -> members.size() == (members.containsKey("typ") ? 2 : 1))
        .map(members -> members.getOrDefault("typ", "") instanceof String type ? type : "");
  }

  /// Claims that can only be of this server's own writing: what is left to judge is their time.
  private Verdict judge(AccessClaims claims) {
    long now = clock.instant().getEpochSecond();
    if (isOver(claims.expires(), claims.issued(), now)) {
      return new Verdict.Expired();
    }
    return claims.issued() <= now + LEEWAY
        ? new Verdict.Accepted(claims.user(), claims.session(), claims.roles())
        : new Verdict.Refused();
  }

  /// No token lives longer than the present setting has it: revocations are only remembered that long.
  private boolean isOver(long expires, long issued, long now) {
    return Math.min(expires, issued + lifeSeconds) + LEEWAY <= now;
  }

  private Verdict judge(String type, Map<String, Object> claims) {
    long now = clock.instant().getEpochSecond();
    Optional<Long> expiry = seconds(claims, "exp");
    Optional<Long> issued = seconds(claims, "iat");
    if (expiry.isEmpty()) {
      return new Verdict.Refused();
    }
    if (isOver(expiry.get(), issued.orElse(LATEST), now)) {
      return new Verdict.Expired();
    }
    boolean agreed =
        type.equals(TYPE)
            && settings.issuer().equals(claims.get("iss"))
            && settings.audience().equals(claims.get("aud"))
            && issued.isPresent()
            && issued.get() <= now + LEEWAY
            && (!claims.containsKey("nbf")
                || seconds(claims, "nbf").orElse(LATEST) <= now + LEEWAY);
    Optional<UUID> user = uuid(claims, "sub");
    Optional<UUID> session = uuid(claims, "sid");
    Optional<Set<String>> roles = roles(claims);
    return agreed && user.isPresent() && session.isPresent() && roles.isPresent()
        ? new Verdict.Accepted(user.get(), session.get(), roles.get())
        : new Verdict.Refused();
  }

  private static Optional<Long> seconds(Map<String, Object> claims, String name) {
    return claims.get(name) instanceof Long value && value >= 0 && value <= LATEST
        ? Optional.of(value)
        : Optional.empty();
  }

  /// None for a token that does not speak of them; empty where what it says is not what this server would have written.
  private static Optional<Set<String>> roles(Map<String, Object> claims) {
    if (!claims.containsKey("roles")) {
      return Optional.of(Set.of());
    }
    return claims.get("roles") instanceof JsonMembers.Texts(List<String> roles)
            && AccessClaims.areRoles(roles)
        ? Optional.of(Set.copyOf(roles))
        : Optional.empty();
  }

  private static Optional<UUID> uuid(Map<String, Object> claims, String name) {
    if (!(claims.get(name) instanceof String text) || text.length() != 36) {
      return Optional.empty();
    }
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }
}
