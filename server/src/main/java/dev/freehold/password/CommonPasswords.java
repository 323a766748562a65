package dev.freehold.password;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Detects common passwords: those on a list, repeated characters, and runs of the alphabet or the
/// keyboard. All methods take lower-case text.
final class CommonPasswords {
  private static final int LONGEST_PERIOD = 4;
  private static final int LONGEST_TAIL = 4;
  private static final List<String> RUNS =
      List.of(
          "01234567890123456789",
          "abcdefghijklmnopqrstuvwxyz",
          "qwertyuiopasdfghjklzxcvbnm",
          "qwertzuiopasdfghjklyxcvbnm",
          "azertyuiopqsdfghjklmwxcvbn",
          "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
          "1q2w3e4r5t6y7u8i9o0p",
          "q1w2e3r4t5y6u7i8o9p0",
          "!@#$%^&*()");
  private static final Set<String> LIST = load();

  private CommonPasswords() {}

  /// Whether it is on the list, as it is or without up to four digits and marks at its end:
  /// `welcome`, `welcome123!`.
  static boolean contains(String folded) {
    int end = folded.length();
    for (int tail = 0; tail <= LONGEST_TAIL && tail < folded.length(); tail++) {
      if (LIST.contains(folded.substring(0, end))) {
        return true;
      }
      end--;
      if (Character.isLetter(folded.charAt(end))) {
        return false;
      }
    }
    return false;
  }

  /// One to four characters, repeated: `aaaaaaaa`, `abcabcabc`.
  static boolean isRepeated(String folded) {
    int length = folded.length();
    for (int period = 1; period <= LONGEST_PERIOD && period * 2 <= length; period++) {
      if (folded.regionMatches(0, folded, period, length - period)) {
        return true;
      }
    }
    return false;
  }

  /// Whether it is part of a run, forwards or backwards.
  static boolean isRun(String folded) {
    String reversed = new StringBuilder(folded).reverse().toString();
    return RUNS.stream().anyMatch(run -> run.contains(folded) || run.contains(reversed));
  }

  private static Set<String> load() {
    try (InputStream in = CommonPasswords.class.getResourceAsStream("common-passwords.txt")) {
      if (in == null) {
        throw new IllegalStateException("common-passwords.txt is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("# "))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
