package dev.freehold.app;

import com.nulabinc.zxcvbn.Zxcvbn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Rejects weak signing secrets: too short (RFC 7518 section 3.2), predictable, a phrase, or copied
/// from an example. An attacker who guesses the secret can sign in as any user.
final class SecretStrength {
  static final int LEAST_BYTES = 32;

  private static final int LEAST_DISTINCT = 8;

  /// 80 bits. Sixteen random bytes in hexadecimal digits need 10^27 guesses or more by zxcvbn.
  private static final int LEAST_GUESSES_LOG10 = 24;

  /// zxcvbn takes quadratic time.
  private static final int MAX_MEASURED = 64;

  /// Parts of secrets in examples and tutorials.
  private static final List<String> EXAMPLES =
      List.of(
          "changeme",
          "change-me",
          "change_me",
          "change this",
          "changethis",
          "your-secret",
          "your_secret",
          "yoursecret",
          "secret-key",
          "secret_key",
          "secretkey",
          "supersecret",
          "super-secret",
          "super_secret",
          "example",
          "placeholder",
          "replace-me",
          "replaceme",
          "password",
          "insecure",
          "freehold");

  private SecretStrength() {}

  /// The weakness of a secret that an operator chose, without the secret; empty if there is none.
  static Optional<String> fault(String secret) {
    Optional<String> form = formFault(secret);
    return form.isPresent() ? form : predictability(secret);
  }

  /// The weakness of a secret that can be found without an estimate, for the file of the generated
  /// secret.
  static Optional<String> formFault(String secret) {
    int length = secret.getBytes(StandardCharsets.UTF_8).length;
    if (length < LEAST_BYTES) {
      return Optional.of("has " + length + " bytes; at least " + LEAST_BYTES + " are needed.");
    }
    if (secret.chars().distinct().count() < LEAST_DISTINCT) {
      return Optional.of("is made of too few different characters.");
    }
    String lower = secret.toLowerCase(Locale.ROOT);
    if (EXAMPLES.stream().anyMatch(lower::contains)) {
      return Optional.of("comes from an example, or is a phrase that others would try.");
    }
    return Optional.empty();
  }

  private static Optional<String> predictability(String secret) {
    if (isPhrase(secret)) {
      return Optional.of("is a phrase: words can be guessed.");
    }
    int guesses = guessesLog10(secret);
    return guesses < LEAST_GUESSES_LOG10
        ? Optional.of(
            "is predictable: about 10^"
                + guesses
                + " guesses find it, and at least 10^"
                + LEAST_GUESSES_LOG10
                + " must be needed.")
        : Optional.empty();
  }

  /// Whether the text is letters with separators only.
  private static boolean isPhrase(String text) {
    long separators = text.chars().filter(c -> " ._,;:!?'-".indexOf(c) >= 0).count();
    long letters = text.chars().filter(Character::isLetter).count();
    return separators >= 2 && separators + letters == text.length();
  }

  /// The decimal logarithm of the number of guesses, by zxcvbn (Wheeler, USENIX Security 2016), which
  /// knows keyboard rows, sequences, repetitions, dates and common words.
  private static int guessesLog10(String secret) {
    return (int)
        new Zxcvbn()
            .measure(secret.substring(0, Math.min(secret.length(), MAX_MEASURED)))
            .getGuessesLog10();
  }
}
