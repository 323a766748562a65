package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
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
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Signs up with an e-mail address that has an account, and with an invalid one.
///
/// To hide whether an account exists, a server may report success in both cases: only an accepted
/// log-in proves an account. Not safe: an accepted sign-up leaves an account.
public final class DuplicateSignupProbe extends AbstractProbe {
  private static final String PASSWORD = "Audit-8-other-horse-battery";
  private static final Set<String> EMAILS = Set.of("email", "e_mail", "mail", "emailAddress");
  private static final Weakness WHY = Weakness.BROKEN_AUTHENTICATION;

  public DuplicateSignupProbe() {
    super(
        "input.sign-up-email",
        "an email address is validated and has at most one account",
        false,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<DescribedOperation> signup = site.authentication().signup();
    String email = site.userA().email();
    if (signup.isPresent() && email != null) {
      again(site, signup.get(), email, findings);
      for (String none :
          List.of(
              "zq" + NonexistentValue.randomWord(),
              "zq @" + NonexistentValue.randomWord() + "..")) {
        noAddress(site, signup.get(), none, findings);
      }
    }
    return findings.verdict("no sign-up operation");
  }

  private static void again(
      Site site, DescribedOperation signup, String email, FindingCollector findings) {
    Optional<ClientRequest> call = site.authentication().signupCall(email, PASSWORD);
    if (call.isEmpty()) {
      return;
    }
    AuditExchange exchange = site.send(site.anonymous(), call.get());
    findings.countCheck();
    if (getsIn(site, exchange, email)) {
      findings.addFinding(
          Severity.MEDIUM,
          "Duplicate account: an email address with an account is accepted again",
          signup,
          exchange.status()
              + " for the email address of user A with another password, which"
              + " then logs in",
          exchange,
          WHY,
          "Add a case-insensitive unique constraint on the email address in the database.");
    }
  }

  private static void noAddress(
      Site site, DescribedOperation signup, String none, FindingCollector findings) {
    Optional<ClientRequest> call =
        site.authentication().signupCall(none, PASSWORD).filter(each -> isEmail(each, none));
    if (call.isEmpty()) {
      return;
    }
    AuditExchange exchange = site.send(site.anonymous(), call.get());
    findings.countCheck();
    if (getsIn(site, exchange, none)) {
      findings.addFinding(
          Severity.LOW,
          "Missing input validation: an invalid email address is accepted",
          signup,
          exchange.status() + " for the email address \"" + none + "\"",
          exchange,
          Weakness.INPUT_VALIDATION,
          "Require at least one @ with text on both sides; better, verify the address with a"
              + " confirmation message.");
    }
  }

  /// If sign-up asks only for a name, any text may be valid.
  private static boolean isEmail(ClientRequest call, String text) {
    String body = call.bodyText();
    return body.startsWith("{")
        && new JsonObject(body)
            .stream().anyMatch(e -> EMAILS.contains(e.getKey()) && text.equals(e.getValue()));
  }

  private static boolean getsIn(Site site, AuditExchange signedUp, String email) {
    if (!signedUp.isSuccess()) {
      return false;
    }
    return site.authentication().accessToken(signedUp.answer()).isPresent()
        || site.authentication()
            .loginCall(email, PASSWORD)
            .map(call -> site.send(site.anonymous(), call).answer())
            .flatMap(site.authentication()::accessToken)
            .isPresent();
  }
}
