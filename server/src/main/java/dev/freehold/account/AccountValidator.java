package dev.freehold.account;

import dev.freehold.password.PasswordPolicy;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.type.EmailAndUrlFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Validates the e-mail and password of an account, for signup and for operators.
///
/// Each method adds its violations to `faults`. Texts are already valid Unicode.
public record AccountValidator(PasswordPolicy passwords) {
  private static final int LONGEST_NAME = 200;

  /// The normalized e-mail of a new account, by the same rule as fields of type `email`; empty, with a
  /// violation, if `text` is not an e-mail.
  public static Optional<String> newEmail(String text, List<Violation> faults) {
    return orViolation(EmailAddress.normalize(text).filter(EmailAndUrlFormat::isEmail), faults);
  }

  /// The normalized e-mail of an existing account. Older accounts may have a domain without a dot.
  /// Empty, with a violation, if `text` is not an e-mail.
  public static Optional<String> email(String text, List<Violation> faults) {
    return orViolation(EmailAddress.normalize(text), faults);
  }

  private static Optional<String> orViolation(Optional<String> email, List<Violation> faults) {
    if (email.isEmpty()) {
      faults.add(new Violation("email", ViolationCode.FORMAT, "This is not an e-mail address."));
    }
    return email;
  }

  /// @param email empty if it is invalid itself
  public void password(String password, String email, List<Violation> faults) {
    passwords.violation(password, email).ifPresent(faults::add);
  }

  /// Checks a password that is to be compared with that of an account. The rules for new passwords
  /// may have changed since it was set; only the limit of the length applies.
  ///
  /// @param field that has it
  public static void storedPassword(String field, String password, List<Violation> faults) {
    if (password.codePointCount(0, password.length()) > PasswordPolicy.LONGEST) {
      faults.add(
          new Violation(
              field,
              ViolationCode.TOO_LONG,
              "A password has at most " + PasswordPolicy.LONGEST + " characters."));
    }
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

  /// Normalizes e-mail addresses: removes surrounding white space and case. Dots and `+` stay, because
  /// their meaning depends on the provider. An international domain is accepted only in its ASCII form.
  static final class EmailAddress {
    private EmailAddress() {}

    /// The normalized address; empty if `text` is not an address.
    static Optional<String> normalize(String text) {
      return Optional.of(text.strip())
          .filter(EmailAndUrlFormat::isAccountEmail)
          .map(address -> address.toLowerCase(Locale.ROOT));
    }
  }
}
