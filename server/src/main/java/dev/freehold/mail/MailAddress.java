package dev.freehold.mail;

import dev.freehold.type.EmailAndUrlFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A sender: an address, and a name for people.
///
/// @param name without control characters, quotes and angle brackets; null for none
public record MailAddress(String address, @Nullable String name) {
  private static final int LONGEST_NAME = 100;

  /// Parses `Name <address>` or an address. Empty if `text` is neither.
  public static Optional<MailAddress> parse(String text) {
    int open = text.indexOf('<');
    String address = open < 0 ? text : text.substring(open + 1);
    String name = open < 0 ? "" : text.substring(0, open).strip();
    if (open >= 0) {
      if (!address.endsWith(">")) {
        return Optional.empty();
      }
      address = address.substring(0, address.length() - 1);
    }
    boolean plain =
        name.length() <= LONGEST_NAME
            && name.chars()
                .noneMatch(c -> Character.isISOControl(c) || "\"<>\\(),;:@[]".indexOf(c) >= 0);
    return plain && EmailAndUrlFormat.isAccountEmail(address)
        ? Optional.of(new MailAddress(address, name.isEmpty() ? null : name))
        : Optional.empty();
  }

  /// The part after the `@`.
  String domain() {
    return address.substring(address.lastIndexOf('@') + 1);
  }
}
