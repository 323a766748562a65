package dev.freehold.people;

import dev.freehold.password.PasswordRules;
import dev.freehold.problem.Violation;
import dev.freehold.problem.ViolationCode;
import java.util.List;
import java.util.Optional;

/// What an account may be made of, whoever makes it: the person, or an operator.
///
/// Each method adds what is wrong to `faults`. Texts are sound Unicode already.
public record AccountRules(PasswordRules passwords) {
  private static final int LONGEST_NAME = 200;

  /// The address that the account is known by; empty, with a fault, where `text` is none.
  public static Optional<String> email(String text, List<Violation> faults) {
    Optional<String> email = EmailAddress.normalize(text);
    if (email.isEmpty()) {
      faults.add(new Violation("email", ViolationCode.FORMAT, "This is not an e-mail address."));
    }
    return email;
  }

  /// @param email empty where it was at fault itself
  public void password(String password, String email, List<Violation> faults) {
    passwords.violation(password, email).ifPresent(faults::add);
  }

  public void name(String name, List<Violation> faults) {
    if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
      faults.add(
          new Violation(
              "name",
              ViolationCode.TOO_LONG,
              "The name may have at most " + LONGEST_NAME + " characters."));
    }
  }
}
