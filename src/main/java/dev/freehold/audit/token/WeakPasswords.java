package dev.freehold.audit.token;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Person;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Other;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import java.util.List;
import java.util.Optional;

/// Passwords that nobody should have: short ones, and those that are tried first (NIST SP 800-63B-4 section 3.1.1).
///
/// Not safe: where one is taken an account is left behind.
public final class WeakPasswords extends Question {
  private static final List<String> WEAK =
      List.of("a", "1234567", "password", "12345678", "qwerty123");
  private static final Why PASSWORDS = new Why("API2:2023", "6.2.4", null);

  public WeakPasswords() {
    super(
        "token.weak-password",
        "short and common passwords are refused",
        false,
        ChecklistItem.VALIDATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    Optional<Operation> signup = site.accounts().signup();
    String email = site.a().email();
    if (signup.isEmpty() || email == null) {
      return tally.verdict("no operation that signs up");
    }
    for (String password : WEAK) {
      Optional<Call> call = site.accounts().signupCall(another(email), password);
      if (call.isEmpty()) {
        continue;
      }
      Exchange exchange = site.send(Person.NOBODY, call.get());
      if (exchange.answer().isSuccess()) {
        boolean isShort = password.length() < 8;
        tally.found(
            isShort ? Severity.MEDIUM : Severity.LOW,
            isShort ? "short passwords are taken" : "passwords that anybody tries first are taken",
            signup.get(),
            exchange.status() + " for the password \"" + password + "\"",
            exchange,
            PASSWORDS,
            "Ask for 8 characters at least, take 64 and more, and refuse those of a list of common"
                + " ones.");
      } else {
        tally.check();
      }
    }
    return tally.verdict("no operation that signs up");
  }

  private static String another(String email) {
    return Other.word() + email.substring(email.indexOf('@'));
  }
}
