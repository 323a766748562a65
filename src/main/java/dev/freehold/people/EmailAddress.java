package dev.freehold.people;

import java.util.Locale;
import java.util.Optional;

/// E-mail addresses as the HTML standard has them ("valid e-mail address"), at most 254 characters (RFC 5321 section
/// 4.5.3.1.3 less its brackets), in one pass.
///
/// Two addresses are one account where they are equal without surrounding white space and without regard to case.
/// Nothing else is folded: what a provider does with dots or `+` is its own affair. An international domain is taken in
/// its ASCII form only.
final class EmailAddress {
  private static final int LONGEST = 254;
  private static final int LONGEST_LABEL = 63;
  private static final String LOCAL_MARKS = ".!#$%&'*+/=?^_`{|}~-";

  private EmailAddress() {}

  /// The address that accounts are known by; empty where `text` is none.
  static Optional<String> normalize(String text) {
    String address = text.strip().toLowerCase(Locale.ROOT);
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
