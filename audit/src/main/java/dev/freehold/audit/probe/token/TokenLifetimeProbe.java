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
  private static final Duration LONG = Duration.ofHours(25);
  private static final Duration VERY_LONG = Duration.ofDays(31);

  /// More than clocks differ, and more than a probe before this one takes to say so.
  private static final Duration OVER = Duration.ofMinutes(-15);

  private static final List<String> SECRETS =
      List.of("password", "passwd", "pwd", "secret", "hash");
  private static final Weakness SELF_CONTAINED = new Weakness("API2:2023", "9.2.1", null);

  private final InstantSource clock;

  public TokenLifetimeProbe(InstantSource clock) {
    super(
        "token.life",
        "an access token ends by itself, soon, and holds no secret",
        true,
        ChecklistItem.PROTECTED);
    this.clock = clock;
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<DecodedJwt> token = DecodedJwt.read(site.userA().bearer());
    Optional<ProtectedEndpoint> door = ProtectedEndpoint.of(site);
    if (token.isEmpty() || door.isEmpty()) {
      return findings.verdict("tokens are opaque: what they hold is not seen from outside");
    }
    AuditExchange evidence = door.get().send(site.userA());
    JsonObject claims = token.get().payload();
    if (claims.getValue("exp") instanceof Number exp) {
      Duration left = Duration.ofSeconds(exp.longValue() - clock.instant().getEpochSecond());
      if (left.compareTo(LONG) > 0) {
        boolean very = left.compareTo(VERY_LONG) > 0;
        findings.addFinding(
            very ? Severity.MEDIUM : Severity.LOW,
            "an access token lives for days",
            door.get().operation(),
            "it ends in " + left.toDays() + " days",
            evidence,
            SELF_CONTAINED,
            "Give access tokens minutes, and a session that refreshes them.");
      }
      if (left.compareTo(OVER) < 0 && ProtectedEndpoint.isAccepted(evidence)) {
        findings.addFinding(
            Severity.HIGH,
            "an access token that is over is believed",
            door.get().operation(),
            evidence.status() + " for a token that ended " + -left.toMinutes() + " minutes ago",
            evidence,
            Weakness.FORGED_TOKEN,
            "Compare exp with the clock in UTC, and refuse a token after it with a minute of leeway"
                + " at most.");
      }
      findings.countCheck();
    } else {
      findings.addFinding(
          Severity.MEDIUM,
          "an access token never ends",
          door.get().operation(),
          "its payload has no exp",
          evidence,
          SELF_CONTAINED,
          "Set the claim exp to some minutes from now, and require it where tokens are verified.");
    }
    for (String name : claims.fieldNames()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (SECRETS.stream().anyMatch(lower::contains)) {
        findings.addFinding(
            Severity.HIGH,
            "an access token holds a secret that anybody can read",
            door.get().operation(),
            "its payload has " + name,
            evidence,
            Weakness.EXCESSIVE_DATA_EXPOSURE,
            "Put into a token who it is of and what it is for, and nothing else: it is signed and"
                + " not hidden.");
      }
    }
    return findings.verdict("");
  }
}
