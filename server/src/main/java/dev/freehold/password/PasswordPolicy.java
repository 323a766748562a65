package dev.freehold.password;

import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The policy for new passwords (NIST SP 800-63B-4 section 3.1.1.2): any characters, `minLength` to
/// `maxLength` code points, and not a common password. There are no composition rules, and
/// passwords are not truncated. The whole password is compared with what is guessed first, never a part
/// of it: a long one may contain common words.
///
/// @param minLength in code points, 8 or more
/// @param maxLength in code points, at most 256: limits the cost of hashing
/// @param appName the name of the service, itself a common guess
public record PasswordPolicy(int minLength, int maxLength, String appName) {
  public static final int LONGEST = 256;
  private static final String FIELD = "password";
  private static final Pattern SEPARATORS = Pattern.compile("[._+-]");

  public PasswordPolicy {
    if (minLength < 8 || maxLength < minLength || maxLength > LONGEST) {
      throw new IllegalArgumentException("password length out of bounds");
    }
  }

  /// The first rule that `password` violates.
  ///
  /// @param email as typed; empty if it is invalid itself
  public Optional<Violation> violation(String password, String email) {
    int length = password.codePointCount(0, password.length());
    if (length < minLength) {
      return fault(
          ViolationCode.TOO_SHORT, "The password needs at least " + minLength + " characters.");
    }
    if (length > maxLength) {
      return fault(
          ViolationCode.TOO_LONG, "The password may have at most " + maxLength + " characters.");
    }
    String folded = fold(password);
    if (CommonPasswords.contains(folded) || isPattern(folded) || isContext(folded, email)) {
      return fault(
          ViolationCode.COMMON,
          "This password is among the first that are guessed; choose another.");
    }
    return Optional.empty();
  }

  private static boolean isPattern(String folded) {
    return CommonPasswords.isRepeated(folded)
        || CommonPasswords.isRepeatedWord(folded)
        || CommonPasswords.isRun(folded);
  }

  /// The address, its parts and the name of the service, each with a tail.
  private boolean isContext(String folded, String email) {
    String address = fold(email.strip());
    int at = address.lastIndexOf('@');
    String local = at < 0 ? address : address.substring(0, at);
    String domain = at < 0 ? "" : address.substring(at + 1);
    String name = fold(appName);
    Stream<String> words =
        Stream.of(
                Stream.of(address, local, domain, name, SEPARATORS.matcher(local).replaceAll("")),
                Stream.of(name.replace(" ", "")),
                SEPARATORS.splitAsStream(local),
                SEPARATORS.splitAsStream(domain))
            .flatMap(each -> each);
    return words.anyMatch(word -> isWordWithTail(folded, word));
  }

  /// The word alone, or with up to four digits and marks after it, as people do when a word is too
  /// short.
  private static boolean isWordWithTail(String folded, String word) {
    return word.length() >= 3
        && folded.startsWith(word)
        && folded.length() - word.length() <= 4
        && folded.substring(word.length()).chars().noneMatch(Character::isLetter);
  }

  private static String fold(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }

  private static Optional<Violation> fault(String code, String message) {
    return Optional.of(new Violation(FIELD, code, message));
  }
}
