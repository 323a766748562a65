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
import dev.freehold.audit.probe.LogInResponse;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.audit.probe.ResponseComparison;
import dev.freehold.audit.probe.TimingComparison;
import dev.freehold.description.DescribedOperation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Checks whether the response or the response time of a log-in reveals that an account exists.
///
/// Not safe: a few wrong passwords may lock an account, so the probe creates one for this.
public final class UserEnumerationProbe extends AbstractProbe {
  private static final int PAIRS = 4;
  private static final String REMEDY =
      "Do the same work in both cases: verify the password against a dummy hash if there is no"
          + " account, and return one response.";

  public UserEnumerationProbe() {
    super(
        "token.login-answers",
        "log-in does not reveal whether an account exists",
        false,
        ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<DescribedOperation> login = site.authentication().login();
    if (login.isEmpty()) {
      return findings.verdict("no log-in operation");
    }
    Optional<AuditUser> user = site.authentication().signUpAnother();
    String email = user.map(AuditUser::email).orElse(null);
    if (email == null || attempt(site, email).isEmpty()) {
      return findings.verdict("no additional account could be created");
    }
    compareResponses(site, login.get(), email, findings);
    compareTimes(site, login.get(), email, findings);
    return findings.verdict("the rate limit was reached before the comparison was complete");
  }

  private static void compareResponses(
      Site site, DescribedOperation login, String email, FindingCollector findings) {
    String one = unusedEmail(email);
    String two = unusedEmail(email);
    List<AuditExchange> all = new ArrayList<>();
    for (String each : List.of(one, email, two)) {
      attempt(site, each).ifPresent(all::add);
    }
    for (AuditExchange each : all) {
      if (isIn(site, each)) {
        findings.addFinding(
            Severity.CRITICAL,
            "Broken authentication: log-in accepts a wrong password",
            login,
            each.status() + " for an existing or a missing account with a wrong password",
            each,
            Weakness.BROKEN_AUTHENTICATION,
            "Compare the password with the stored hash, and refuse the log-in if there is no"
                + " account.");
        return;
      }
    }
    if (all.size() < 3 || all.stream().anyMatch(each -> each.status() == 429)) {
      return;
    }
    List<String> differences =
        ResponseComparison.differences(
            new ResponseComparison.ComparedResponse(email, all.get(1).answer()),
            new ResponseComparison.ComparedResponse(one, all.get(0).answer()),
            new ResponseComparison.ComparedResponse(two, all.get(2).answer()));
    if (differences.isEmpty()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.MEDIUM,
        "User enumeration: the log-in response reveals whether an account exists",
        login,
        "compared with an address without an account: " + differences.getFirst(),
        all.get(1),
        Weakness.BROKEN_AUTHENTICATION,
        REMEDY);
  }

  /// Whether the response gives a token or a session that works.
  private static boolean isIn(Site site, AuditExchange exchange) {
    Optional<AuditUser> signedIn = LogInResponse.signedIn(site, exchange);
    return signedIn.isPresent()
        && ProtectedEndpoint.of(site)
            .filter(endpoint -> !ProtectedEndpoint.isAccepted(endpoint.send(signedIn.get())))
            .isEmpty();
  }

  private static void compareTimes(
      Site site, DescribedOperation login, String email, FindingCollector findings) {
    AtomicBoolean limited = new AtomicBoolean();
    List<AuditExchange> evidence = new ArrayList<>();
    Optional<String> difference =
        TimingComparison.significantDifference(
            () -> time(site, email, limited, evidence),
            () -> time(site, unusedEmail(email), limited, evidence),
            PAIRS);
    if (limited.get()) {
      return;
    }
    if (difference.isEmpty() || evidence.isEmpty()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.MEDIUM,
        "User enumeration: the log-in time reveals whether an account exists",
        login,
        "with and without an account: " + difference.get(),
        evidence.getFirst(),
        Weakness.BROKEN_AUTHENTICATION,
        REMEDY);
  }

  private static Duration time(
      Site site, String email, AtomicBoolean limited, List<AuditExchange> evidence) {
    Optional<AuditExchange> exchange = limited.get() ? Optional.empty() : attempt(site, email);
    exchange.ifPresent(evidence::add);
    if (exchange.isEmpty() || exchange.get().status() == 429) {
      limited.set(true);
      return Duration.ZERO;
    }
    return exchange.get().answer().time();
  }

  /// Uses a wrong password that satisfies common password rules.
  private static Optional<AuditExchange> attempt(Site site, String email) {
    return site.authentication()
        .loginCall(
            email, "Wrong-1-" + NonexistentValue.randomWord() + NonexistentValue.randomWord())
        .map(call -> site.sendWithoutRetry(site.anonymous(), call));
  }

  /// An email address with the same form and length.
  private static String unusedEmail(String email) {
    int at = email.indexOf('@');
    return NonexistentValue.id(email.substring(0, at)).toLowerCase(Locale.ROOT)
        + email.substring(at);
  }
}
