package dev.freehold.audit.probe;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/// Values with the form of an existing one that no row has.
public final class NonexistentValue {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  // Above the ids of real tables, and still a 32-bit integer: a server must not refuse it as out of
  // range.
  private static final int ABOVE = 1_900_000_000;
  private static final int SPAN = 200_000_000;
  private static final int CHANGED = 8;

  private NonexistentValue() {}

  /// An id of the same form: a number for a number, otherwise the same text with other letters and
  /// digits at the end.
  public static String id(String id) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (NUMBER.matcher(id).matches()) {
      return Integer.toString(ABOVE + random.nextInt(SPAN));
    }
    StringBuilder other = new StringBuilder(id);
    int left = CHANGED;
    for (int i = other.length() - 1; i >= 0 && left > 0; i--) {
      char old = other.charAt(i);
      if (Character.digit(old, 16) >= 0 && !Character.isUpperCase(old)) {
        other.setCharAt(i, Character.forDigit(random.nextInt(16), 16));
        left--;
      } else if (Character.isLetterOrDigit(old)) {
        other.setCharAt(i, (char) ('A' + random.nextInt(26)));
        left--;
      }
    }
    return other.toString();
  }

  /// A random word that occurs nowhere else.
  public static String randomWord() {
    return "w" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 45), 36);
  }
}
