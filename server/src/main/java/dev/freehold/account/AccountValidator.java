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

  /// Parses e-mail addresses as defined by the HTML standard ("valid e-mail address"), of at most
  /// 254 characters (RFC 5321 section 4.5.3.1.3 without its brackets), in one pass.
  ///
  /// Normalization removes surrounding white space and case. It does not change dots or `+`, whose
  /// meaning depends on the provider. An international domain is accepted only in its ASCII form.
  static final class EmailAddress {
    private static final int LONGEST = 254;
    private static final int LONGEST_LABEL = 63;
    private static final String LOCAL_MARKS = ".!#$%&'*+/=?^_`{|}~-";

    private EmailAddress() {}

    /// The normalized address; empty if `text` is not an address.
    static Optional<String> normalize(String text) {
      String stripped = text.strip();
      // Lower case makes an ASCII letter of U+212A, the Kelvin sign.
      if (stripped.chars().anyMatch(c -> c >= 128)) {
        return Optional.empty();
      }
      String address = stripped.toLowerCase(Locale.ROOT);
      int at = address.indexOf('@');
      return address.length() <= LONGEST
              && at > 0
              && address.chars().limit(at).allMatch(EmailAddress::isLocal)
              && isDomain(address.substring(at + 1))
          ? Optional.of(address)
          : Optional.empty();
    }

    private static boolean isLocal(int c) {
      return isAlphanumeric(c) || LOCAL_MARKS.indexOf(c) >= 0;
    }

    private static boolean isDomain(String domain) {
      for (String label : domain.split("\\.", -1)) {
        boolean sound =
            !label.isEmpty()
                && label.length() <= LONGEST_LABEL
                && isAlphanumeric(label.charAt(0))
                && isAlphanumeric(label.charAt(label.length() - 1))
                && label.chars().allMatch(c -> isAlphanumeric(c) || c == '-');
        if (!sound) {
          return false;
        }
      }
      return true;
    }

    private static boolean isAlphanumeric(int c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
  }
}
