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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Guesses the secret of a token offline, with a token of the audit. With the secret it tries
/// forged and expired tokens.
public final class WeakJwtSecretProbe extends AbstractProbe {
  private static final String REMEDY =
      "Generate a secret with `openssl rand -base64 48`, keep it out of the source code, and"
          + " refuse to start with an example secret.";

  private final InstantSource clock;

  public WeakJwtSecretProbe(InstantSource clock) {
    super(
        "token.weak-secret",
        "the token secret is not a common value",
        true,
        ChecklistItem.SECRETS,
        ChecklistItem.PROTECTED);
    this.clock = clock;
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<DecodedJwt> token = DecodedJwt.read(site.userA().bearer());
    if (token.isEmpty() || !token.get().header().getString("alg", "").startsWith("HS")) {
      return findings.verdict("tokens are not signed with a shared secret");
    }
    findings.countCheck();
    Optional<String> secret = DemoJwtSecrets.of(token.get(), site.description().title());
    Optional<ProtectedEndpoint> endpoint = ProtectedEndpoint.of(site);
    if (secret.isPresent() && endpoint.isPresent()) {
      forge(site, token.get(), secret.get(), endpoint.get(), findings);
    }
    return findings.verdict("");
  }

  private void forge(
      Site site,
      DecodedJwt token,
      String secret,
      ProtectedEndpoint endpoint,
      FindingCollector findings) {
    byte[] key = DemoJwtSecrets.key(token, secret);
    String algorithm = token.header().getString("alg");
    Instant now = clock.instant();
    JsonObject claims = token.payload().copy().put("exp", now.getEpochSecond() + 600);
    DecodedJwt.read(site.userB().bearer())
        .ifPresent(b -> claims.put("sub", b.payload().getValue("sub", claims.getValue("sub"))));
    AuditExchange exchange =
        endpoint.send(DecodedJwt.signed(token.header(), claims, algorithm, key));
    boolean accepted = ProtectedEndpoint.isAccepted(exchange);
    findings.addFinding(
        accepted ? Severity.CRITICAL : Severity.HIGH,
        "Weak secret: the token secret is a common value",
        endpoint.operation(),
        "the secret is \""
            + secret
            + "\""
            + (accepted ? "; a forged token for user B is accepted" : ""),
        exchange,
        Weakness.FORGED_TOKEN,
        REMEDY);
    JsonObject expiredClaims = token.payload().copy().put("exp", now.getEpochSecond() - 3_600);
    AuditExchange expired =
        endpoint.send(DecodedJwt.signed(token.header(), expiredClaims, algorithm, key));
    if (ProtectedEndpoint.isAccepted(expired)) {
      findings.addFinding(
          Severity.HIGH,
          "Broken authentication: an expired token is accepted",
          endpoint.operation(),
          expired.status() + " for a token that expired an hour ago",
          expired,
          Weakness.FORGED_TOKEN,
          "Require the exp claim, and refuse an expired token with at most one minute of leeway.");
    }
  }
}
