package dev.freehold.app;

import com.nulabinc.zxcvbn.Zxcvbn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

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

  /// The keys of a keyboard, row by row.
  private static final String KEYS = "1234567890qwertyuiopasdfghjklzxcvbnm";

  /// Sequences that are interleaved at most: the columns of a keyboard have four keys.
  private static final int MAX_INTERLEAVED = 4;

  private static final String EXAMPLE =
      "comes from an example, or is a phrase that others would try.";

  private static final Pattern PRINTABLE = Pattern.compile("[ -~]+");

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
    return isExample(secret) ? Optional.of(EXAMPLE) : Optional.empty();
  }

  private static Optional<String> predictability(String secret) {
    List<byte[]> readings = readings(secret);
    if (readings.stream().anyMatch(SecretStrength::isSequence)) {
      return Optional.of("is a sequence.");
    }
    return readings.stream()
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .filter(text -> text.equals(secret) || PRINTABLE.matcher(text).matches())
        .flatMap(text -> textFault(text).stream())
        .findFirst();
  }

  /// The bytes of a secret, and those that it may encode in hexadecimal digits, Base64 or base64url.
  private static List<byte[]> readings(String secret) {
    List<byte[]> readings = new ArrayList<>();
    readings.add(secret.getBytes(StandardCharsets.UTF_8));
    List<UnaryOperator<byte[]>> decoders =
        List.of(
            _ -> HexFormat.of().parseHex(secret),
            bytes -> Base64.getDecoder().decode(bytes),
            bytes -> Base64.getUrlDecoder().decode(bytes));
    for (UnaryOperator<byte[]> decoder : decoders) {
      try {
        readings.add(decoder.apply(readings.getFirst()));
      } catch (IllegalArgumentException e) {
        // The secret does not encode bytes in this way.
      }
    }
    return readings;
  }

  /// Whether most values follow from the ones before: they are up to [#MAX_INTERLEAVED] interleaved
  /// sequences of even steps, as numbers or as keys of a keyboard. Of random values at most a third
  /// have the most frequent step.
  private static boolean isSequence(byte[] values) {
    int[] numbers = new int[values.length];
    int[] keys = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      numbers[i] = values[i];
      int key = KEYS.indexOf(Character.toLowerCase(values[i]));
      keys[i] = key < 0 ? KEYS.length() + values[i] : key;
    }
    return IntStream.rangeClosed(1, MAX_INTERLEAVED)
        .anyMatch(n -> hasEvenSteps(numbers, n) || hasEvenSteps(keys, n));
  }

  private static boolean hasEvenSteps(int[] values, int interleaved) {
    long even = 0;
    for (int first = 0; first < interleaved; first++) {
      Map<Integer, Integer> steps = new HashMap<>();
      for (int i = first + interleaved; i < values.length; i += interleaved) {
        steps.merge(values[i] - values[i - interleaved], 1, Integer::sum);
      }
      even += steps.values().stream().mapToInt(n -> n).max().orElse(0);
    }
    return even * 3 >= (values.length - interleaved) * 2L;
  }

  private static Optional<String> textFault(String text) {
    if (isExample(text)) {
      return Optional.of(EXAMPLE);
    }
    if (isPhrase(text)) {
      return Optional.of("is a phrase: words can be guessed.");
    }
    int guesses = guessesLog10(text);
    return guesses < LEAST_GUESSES_LOG10
        ? Optional.of(
            "is predictable: about 10^"
                + guesses
                + " guesses find it, and at least 10^"
                + LEAST_GUESSES_LOG10
                + " must be needed.")
        : Optional.empty();
  }

  private static boolean isExample(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return EXAMPLES.stream().anyMatch(lower::contains);
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
