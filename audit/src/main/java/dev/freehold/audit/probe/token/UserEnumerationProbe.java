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
import dev.freehold.audit.probe.ResponseComparison;
import dev.freehold.audit.probe.TimingComparison;
import dev.freehold.description.DescribedOperation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Checks whether the response or the time of a log-in reveals that an account exists.
///
/// Not safe: a few wrong passwords may lock an account, so it is one that is made for this.
public final class UserEnumerationProbe extends AbstractProbe {
  private static final int PAIRS = 4;
  private static final String MEND =
      "Go the same way for both: hash the password against a dummy where there is no account, and"
          + " give one answer.";

  public UserEnumerationProbe() {
    super(
        "token.login-answers",
        "logging in does not tell who has an account",
        false,
        ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<DescribedOperation> login = site.authentication().login();
    if (login.isEmpty()) {
      return findings.verdict("no operation that logs in");
    }
    Optional<AuditUser> person = site.authentication().signUpAnother();
    String email = person.map(AuditUser::email).orElse(null);
    if (email == null || attempt(site, email).isEmpty()) {
      return findings.verdict("no further account can be made");
    }
    answers(site, login.get(), email, findings);
    times(site, login.get(), email, findings);
    return findings.verdict("the attempts were limited before anything could be told");
  }

  private static void answers(
      Site site, DescribedOperation login, String email, FindingCollector findings) {
    String one = nobodys(email);
    String two = nobodys(email);
    List<AuditExchange> all = new ArrayList<>();
    for (String each : List.of(one, email, two)) {
      attempt(site, each).ifPresent(all::add);
    }
    for (AuditExchange each : all) {
      if (each.answer().isSuccess()) {
        findings.addFinding(
            Severity.CRITICAL,
            "a wrong password logs in",
            login,
            each.status() + " for an account, or an address, with a password that is not its own",
            each,
            Weakness.BROKEN_AUTHENTICATION,
            "Compare the password with its hash, and refuse where there is no account.");
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
        "the answer to a log-in tells who has an account",
        login,
        "beside an address without one: " + differences.getFirst(),
        all.get(1),
        Weakness.BROKEN_AUTHENTICATION,
        MEND);
  }

  private static void times(
      Site site, DescribedOperation login, String email, FindingCollector findings) {
    AtomicBoolean limited = new AtomicBoolean();
    List<AuditExchange> evidence = new ArrayList<>();
    Optional<String> apart =
        TimingComparison.significantDifference(
            () -> time(site, email, limited, evidence),
            () -> time(site, nobodys(email), limited, evidence),
            PAIRS);
    if (limited.get()) {
      return;
    }
    if (apart.isEmpty() || evidence.isEmpty()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.MEDIUM,
        "the time of a log-in tells who has an account",
        login,
        "with an account and without: " + apart.get(),
        evidence.getFirst(),
        Weakness.BROKEN_AUTHENTICATION,
        MEND);
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

  /// With a wrong password that keeps to any rule for passwords.
  private static Optional<AuditExchange> attempt(Site site, String email) {
    return site.authentication()
        .loginCall(
            email, "Wrong-1-" + NonexistentValue.randomWord() + NonexistentValue.randomWord())
        .map(call -> site.sendWithoutRetry(site.anonymous(), call));
  }

  /// An address like this one, of the same length.
  private static String nobodys(String email) {
    int at = email.indexOf('@');
    return NonexistentValue.id(email.substring(0, at)).toLowerCase(Locale.ROOT)
        + email.substring(at);
  }
}
