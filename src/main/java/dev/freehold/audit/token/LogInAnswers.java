package dev.freehold.audit.token;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Person;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Likeness;
import dev.freehold.audit.probe.Other;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Spread;
import dev.freehold.audit.probe.Tally;
import dev.freehold.description.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Whether logging in tells who has an account: by its answer or by its time.
///
/// Not safe: a few wrong passwords may lock an account, so it is one that is made for this.
public final class LogInAnswers extends Question {
  private static final int PAIRS = 4;
  private static final String MEND =
      "Go the same way for both: hash the password against a dummy where there is no account, and"
          + " give one answer.";

  public LogInAnswers() {
    super(
        "token.login-answers",
        "logging in does not tell who has an account",
        false,
        ChecklistItem.PROTECTED);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    Optional<Operation> login = site.accounts().login();
    if (login.isEmpty()) {
      return tally.verdict("no operation that logs in");
    }
    Optional<Person> person = site.accounts().another();
    String email = person.map(Person::email).orElse(null);
    if (email == null || attempt(site, email).isEmpty()) {
      return tally.verdict("no further account can be made");
    }
    answers(site, login.get(), email, tally);
    times(site, login.get(), email, tally);
    return tally.verdict("the attempts were limited before anything could be told");
  }

  private static void answers(Site site, Operation login, String email, Tally tally) {
    String one = nobodys(email);
    String two = nobodys(email);
    List<Exchange> all = new ArrayList<>();
    for (String each : List.of(one, email, two)) {
      attempt(site, each).ifPresent(all::add);
    }
    for (Exchange each : all) {
      if (each.answer().isSuccess()) {
        tally.found(
            Severity.CRITICAL,
            "a wrong password logs in",
            login,
            each.status() + " for an account, or an address, with a password that is not its own",
            each,
            Why.SIGN_IN,
            "Compare the password with its hash, and refuse where there is no account.");
        return;
      }
    }
    if (all.size() < 3 || all.stream().anyMatch(each -> each.status() == 429)) {
      return;
    }
    List<String> differences =
        Likeness.differences(
            new Likeness.About(email, all.get(1).answer()),
            new Likeness.About(one, all.get(0).answer()),
            new Likeness.About(two, all.get(2).answer()));
    if (differences.isEmpty()) {
      tally.check();
      return;
    }
    tally.found(
        Severity.MEDIUM,
        "the answer to a log-in tells who has an account",
        login,
        "beside an address without one: " + differences.getFirst(),
        all.get(1),
        Why.SIGN_IN,
        MEND);
  }

  private static void times(Site site, Operation login, String email, Tally tally) {
    AtomicBoolean limited = new AtomicBoolean();
    List<Exchange> evidence = new ArrayList<>();
    Optional<String> apart =
        Spread.told(
            () -> time(site, email, limited, evidence),
            () -> time(site, nobodys(email), limited, evidence),
            PAIRS);
    if (limited.get()) {
      return;
    }
    if (apart.isEmpty() || evidence.isEmpty()) {
      tally.check();
      return;
    }
    tally.found(
        Severity.MEDIUM,
        "the time of a log-in tells who has an account",
        login,
        "with an account and without: " + apart.get(),
        evidence.getFirst(),
        Why.SIGN_IN,
        MEND);
  }

  private static Duration time(
      Site site, String email, AtomicBoolean limited, List<Exchange> evidence) {
    Optional<Exchange> exchange = limited.get() ? Optional.empty() : attempt(site, email);
    exchange.ifPresent(evidence::add);
    if (exchange.isEmpty() || exchange.get().status() == 429) {
      limited.set(true);
      return Duration.ZERO;
    }
    return exchange.get().answer().time();
  }

  /// With a wrong password that keeps to any rule for passwords.
  private static Optional<Exchange> attempt(Site site, String email) {
    return site.accounts()
        .loginCall(email, "Wrong-1-" + Other.word() + Other.word())
        .map(call -> site.sendOnce(site.nobody(), call));
  }

  /// An address like this one, of the same length.
  private static String nobodys(String email) {
    int at = email.indexOf('@');
    return Other.id(email.substring(0, at)).toLowerCase(Locale.ROOT) + email.substring(at);
  }
}
