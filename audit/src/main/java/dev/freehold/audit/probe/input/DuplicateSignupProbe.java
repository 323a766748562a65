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
/// A server may answer both as if it had worked, so as not to tell who has an account: only who gets in has one. Not safe: where one is
/// taken an account is left behind.
public final class DuplicateSignupProbe extends AbstractProbe {
  private static final String PASSWORD = "Audit-8-other-horse-battery";
  private static final Set<String> EMAILS = Set.of("email", "e_mail", "mail", "emailAddress");
  private static final Weakness WHY = Weakness.BROKEN_AUTHENTICATION;

  public DuplicateSignupProbe() {
    super(
        "input.sign-up-email",
        "an e-mail is one, and has one account",
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
    return findings.verdict("no operation that signs up");
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
          "an e-mail that has an account is taken for a second one",
          signup,
          exchange.status() + " for A's e-mail with another password, which lets in",
          exchange,
          WHY,
          "Make the e-mail unique, without regard to case, in the database.");
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
          "text that is no e-mail is taken for one",
          signup,
          exchange.status() + " for the e-mail \"" + none + "\"",
          exchange,
          Weakness.INPUT_VALIDATION,
          "Ask for one @ with something on both sides at least, better for a letter that was"
              + " answered.");
    }
  }

  /// Where a name is all that is asked for, anything may be one.
  private static boolean isEmail(ClientRequest call, String text) {
    String body = call.bodyText();
    return body.startsWith("{")
        && new JsonObject(body)
            .stream().anyMatch(e -> EMAILS.contains(e.getKey()) && text.equals(e.getValue()));
  }

  private static boolean getsIn(Site site, AuditExchange signedUp, String email) {
    if (!signedUp.answer().isSuccess()) {
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
