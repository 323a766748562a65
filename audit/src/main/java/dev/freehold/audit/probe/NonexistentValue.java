package dev.freehold.audit.probe;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/// Values with the form of an existing one that no row has.
public final class NonexistentValue {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  // Above what tables count to, and still an integer of 32 bits: a server must not refuse it for
  // its size.
  private static final int ABOVE = 1_900_000_000;
  private static final int SPAN = 200_000_000;
  private static final int CHANGED = 8;

  private NonexistentValue() {}

  /// An id like this one: a number for a number; else the same but for its last letters and digits.
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

  /// A word that stands nowhere else.
  public static String randomWord() {
    return "w" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 45), 36);
  }
}
