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

/// Counts how many password guesses for one account are answered. Uses an account of its own, so
/// that no other account is locked.
public final class LoginRateLimitProbe extends AbstractProbe {
  private static final int GUESSES = 40;

  public LoginRateLimitProbe() {
    super(
        "limits.log-in",
        "passwords cannot be guessed without a bound",
        false,
        ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<AuditUser> victim = site.authentication().signUpAnother();
    String email = victim.map(AuditUser::email).orElse(null);
    if (email == null) {
      return findings.verdict("no account that may be shut out");
    }
    AuditExchange last = null;
    for (int i = 0; i < GUESSES; i++) {
      Optional<ClientRequest> guess =
          site.authentication().loginCall(email, "Wrong-guess-" + i + "-zq!");
      if (guess.isEmpty()) {
        return findings.verdict("no log-in is described");
      }
      last = site.sendWithoutRetry(site.anonymous(), guess.get());
      if (last.status() == 429 || last.status() == 423 || last.status() == 403) {
        findings.countCheck();
        if (last.status() == 429 && last.answer().header("retry-after").isEmpty()) {
          findings.addFinding(
              Severity.LOW,
              "429 does not say when to come back",
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
          "Passwords can be guessed without a bound",
          site.authentication().login().map(Object::toString).orElse("log-in"),
          GUESSES + " wrong passwords of one account were each answered with " + last.status(),
          last,
          Weakness.BROKEN_AUTHENTICATION,
          "Bound wrong passwords by account and by address, at 10 in 5 minutes or so; answer 429"
              + " with Retry-After.");
    }
    return findings.verdict("no log-in is described");
  }
}
