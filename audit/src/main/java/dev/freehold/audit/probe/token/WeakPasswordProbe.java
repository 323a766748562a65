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
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import java.util.List;
import java.util.Optional;

/// Signs up with short and common passwords (NIST SP 800-63B-4 section 3.1.1).
///
/// Not safe: an accepted sign-up leaves an account.
public final class WeakPasswordProbe extends AbstractProbe {
  private static final List<String> WEAK =
      List.of("a", "1234567", "password", "12345678", "qwerty123");
  private static final Weakness PASSWORDS = new Weakness("API2:2023", "6.2.4", null);

  public WeakPasswordProbe() {
    super(
        "token.weak-password",
        "short and common passwords are refused",
        false,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<DescribedOperation> signup = site.authentication().signup();
    String email = site.userA().email();
    if (signup.isEmpty() || email == null) {
      return findings.verdict("no sign-up operation");
    }
    for (String password : WEAK) {
      Optional<ClientRequest> call = site.authentication().signupCall(unusedEmail(email), password);
      if (call.isEmpty()) {
        continue;
      }
      AuditExchange exchange = site.send(AuditUser.ANONYMOUS, call.get());
      if (exchange.isSuccess()) {
        boolean isShort = password.length() < 8;
        findings.addFinding(
            isShort ? Severity.MEDIUM : Severity.LOW,
            isShort
                ? "Weak password policy: a short password is accepted"
                : "Weak password policy: a common password is accepted",
            signup.get(),
            exchange.status() + " for the password \"" + password + "\"",
            exchange,
            PASSWORDS,
            "Require at least 8 characters, accept at least 64, and refuse passwords from a list"
                + " of common ones.");
      } else {
        findings.countCheck();
      }
    }
    return findings.verdict("no sign-up operation");
  }

  private static String unusedEmail(String email) {
    return NonexistentValue.randomWord() + email.substring(email.indexOf('@'));
  }
}
