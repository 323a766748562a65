package dev.freehold.password;

import com.nulabinc.zxcvbn.StandardDictionaries;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Detects common passwords: those on a list, repeated characters and words, and runs of the alphabet
/// or the keyboard. All methods take lower-case text.
///
/// The list is the 30,000 most common passwords of leaks that zxcvbn has, and words that people use
/// for a service of their own.
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

  /// A listed password, twice or more: `passwordpassword`.
  static boolean isRepeatedWord(String folded) {
    int length = folded.length();
    for (int period = LONGEST_PERIOD + 1; period * 2 <= length; period++) {
      if (length % period == 0
          && folded.regionMatches(0, folded, period, length - period)
          && LIST.contains(folded.substring(0, period))) {
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
      Stream<String> ours =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("# "));
      List<String> leaked = StandardDictionaries.PASSWORDS_LOADER.load().getFrequencies();
      return Stream.concat(ours, leaked.stream()).collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
