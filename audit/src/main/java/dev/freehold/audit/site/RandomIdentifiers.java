package dev.freehold.audit.site;

import dev.freehold.description.DescribedOperation.Parameter;
import java.security.SecureRandom;
import java.util.UUID;

/// Random names that no other client uses.
public final class RandomIdentifiers {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

  private RandomIdentifiers() {}

  /// 12 letters and digits that start with `zq`, which no natural text contains.
  static String marker() {
    return "zq" + random(10);
  }

  public static String random(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  /// Long enough for common rules and short enough for bcrypt (72 bytes), with a lowercase letter,
  /// an uppercase letter, a digit and a symbol.
  public static String password() {
    return "Q7-" + random(24) + "!x";
  }

  /// A valid value of a path parameter that identifies no row.
  static String nonexistentId(Parameter parameter) {
    String format = parameter.schema().text("format").orElse("");
    if (format.equals("uuid")) {
      return UUID.randomUUID().toString();
    }
    return parameter.schema().allows("integer") && !parameter.schema().types().isEmpty()
        ? "999999937"
        : parameter.schema().types().contains("string") ? "zq" + random(10) : "999999937";
  }
}
