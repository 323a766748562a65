package dev.freehold.audit.limits;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Person;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import java.util.Optional;

/// How often passwords of one account may be guessed. Asked of an account of its own, so that no other is shut out.
public final class LogInRate extends Question {
  private static final int GUESSES = 40;

  public LogInRate() {
    super(
        "limits.log-in",
        "passwords cannot be guessed without a bound",
        false,
        ChecklistItem.PROTECTED);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    Optional<Person> victim = site.accounts().another();
    String email = victim.map(Person::email).orElse(null);
    if (email == null) {
      return tally.verdict("no account that may be shut out");
    }
    Exchange last = null;
    for (int i = 0; i < GUESSES; i++) {
      Optional<Call> guess = site.accounts().loginCall(email, "Wrong-guess-" + i + "-zq!");
      if (guess.isEmpty()) {
        return tally.verdict("no log-in is described");
      }
      last = site.sendOnce(site.nobody(), guess.get());
      if (last.status() == 429 || last.status() == 423 || last.status() == 403) {
        tally.check();
        if (last.status() == 429 && last.answer().header("retry-after").isEmpty()) {
          tally.found(
              Severity.LOW,
              "429 does not say when to come back",
              site.accounts().login().map(Object::toString).orElse("log-in"),
              "Retry-After is missing",
              last,
              Why.SIGN_IN,
              "Send Retry-After with 429.");
        }
        return tally.verdict("");
      }
    }
    if (last != null) {
      tally.found(
          Severity.MEDIUM,
          "Passwords can be guessed without a bound",
          site.accounts().login().map(Object::toString).orElse("log-in"),
          GUESSES + " wrong passwords of one account were each answered with " + last.status(),
          last,
          Why.SIGN_IN,
          "Bound wrong passwords by account and by address, at 10 in 5 minutes or so; answer 429"
              + " with Retry-After.");
    }
    return tally.verdict("no log-in is described");
  }
}
