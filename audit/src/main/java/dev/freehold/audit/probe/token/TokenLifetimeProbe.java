package dev.freehold.audit.probe.token;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads the claims of an access token: it must expire soon and carry no sensitive data.
public final class TokenLifetimeProbe extends AbstractProbe {
  private static final Duration LONG_LIFETIME = Duration.ofHours(25);
  private static final Duration VERY_LONG_LIFETIME = Duration.ofDays(31);

  /// Larger than clock skew, and larger than the delay since an earlier probe got the token.
  private static final Duration EXPIRED = Duration.ofMinutes(-15);

  private static final List<String> SECRETS =
      List.of("password", "passwd", "pwd", "secret", "hash");
  private static final Weakness SELF_CONTAINED = new Weakness("API2:2023", "9.2.1", null);

  private final InstantSource clock;

  public TokenLifetimeProbe(InstantSource clock) {
    super(
        "token.life",
        "an access token expires, is short-lived and carries no secret",
        true,
        ChecklistItem.PROTECTED);
    this.clock = clock;
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<DecodedJwt> token = DecodedJwt.read(site.userA().bearer());
    Optional<ProtectedEndpoint> endpoint = ProtectedEndpoint.of(site);
    if (token.isEmpty() || endpoint.isEmpty()) {
      return findings.verdict("tokens are opaque: their claims cannot be read");
    }
    AuditExchange evidence = endpoint.get().send(site.userA());
    JsonObject claims = token.get().payload();
    if (claims.getValue("exp") instanceof Number exp) {
      Duration left = Duration.ofSeconds(exp.longValue() - clock.instant().getEpochSecond());
      if (left.compareTo(LONG_LIFETIME) > 0) {
        boolean very = left.compareTo(VERY_LONG_LIFETIME) > 0;
        findings.addFinding(
            very ? Severity.MEDIUM : Severity.LOW,
            "Long-lived access token: it is valid for days",
            endpoint.get().operation(),
            "it expires in " + left.toDays() + " days",
            evidence,
            SELF_CONTAINED,
            "Set the lifetime of access tokens to some minutes, and issue refresh tokens.");
      }
      if (left.compareTo(EXPIRED) < 0 && ProtectedEndpoint.isAccepted(evidence)) {
        findings.addFinding(
            Severity.HIGH,
            "Broken authentication: an expired access token is accepted",
            endpoint.get().operation(),
            evidence.status() + " for a token that expired " + -left.toMinutes() + " minutes ago",
            evidence,
            Weakness.FORGED_TOKEN,
            "Compare exp with the clock in UTC, and refuse an expired token with at most one"
                + " minute of leeway.");
      }
      findings.countCheck();
    } else {
      findings.addFinding(
          Severity.MEDIUM,
          "An access token does not expire",
          endpoint.get().operation(),
          "its payload has no exp claim",
          evidence,
          SELF_CONTAINED,
          "Set the exp claim to some minutes from now, and require it on verification.");
    }
    for (String name : claims.fieldNames()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (SECRETS.stream().anyMatch(lower::contains)) {
        findings.addFinding(
            Severity.HIGH,
            "Excessive data exposure: an access token contains a secret",
            endpoint.get().operation(),
            "its payload contains " + name,
            evidence,
            Weakness.EXCESSIVE_DATA_EXPOSURE,
            "Put only the subject, the purpose and the times into a token. A token is signed,"
                + " not encrypted.");
      }
    }
    return findings.verdict("");
  }
}
