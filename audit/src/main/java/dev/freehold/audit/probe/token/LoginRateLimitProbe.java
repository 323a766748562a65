package dev.freehold.audit.probe.token;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ClientRequest;
import java.util.Optional;

/// Counts how many password guesses for one account get a response other than 429. Uses a separate
/// account, so that no other account is locked.
public final class LoginRateLimitProbe extends AbstractProbe {
  private static final int GUESSES = 40;

  public LoginRateLimitProbe() {
    super("limits.log-in", "log-in attempts are rate limited", false, ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<AuditUser> victim = site.authentication().signUpAnother();
    String email = victim.map(AuditUser::email).orElse(null);
    if (email == null) {
      return findings.verdict("no account that may be locked");
    }
    AuditExchange last = null;
    for (int i = 0; i < GUESSES; i++) {
      Optional<ClientRequest> guess =
          site.authentication().loginCall(email, "Wrong-guess-" + i + "-zq!");
      if (guess.isEmpty()) {
        return findings.verdict("the description has no log-in operation");
      }
      last = site.sendWithoutRetry(site.anonymous(), guess.get());
      if (last.status() == 429 || last.status() == 423 || last.status() == 403) {
        findings.countCheck();
        if (last.status() == 429 && last.answer().header("retry-after").isEmpty()) {
          findings.addFinding(
              Severity.LOW,
              "Missing Retry-After header in a 429 response",
              site.authentication().login().map(Object::toString).orElse("log-in"),
              "Retry-After is missing",
              last,
              Weakness.BROKEN_AUTHENTICATION,
              "Send Retry-After with 429.");
        }
        return findings.verdict("");
      }
    }
    if (last != null) {
      findings.addFinding(
          Severity.MEDIUM,
          "Missing rate limit on log-in",
          site.authentication().login().map(Object::toString).orElse("log-in"),
          GUESSES + " wrong passwords for one account each got " + last.status(),
          last,
          Weakness.BROKEN_AUTHENTICATION,
          "Limit failed log-ins per account and per client address, for example to 10 in 5"
              + " minutes. Return 429 with Retry-After.");
    }
    return findings.verdict("the description has no log-in operation");
  }
}
