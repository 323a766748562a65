package dev.freehold.app;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Rejects weak signing secrets: too short (RFC 7518 section 3.2), typed, repetitive or copied from
/// an example. An attacker who guesses the secret can sign in as any user.
final class SecretStrength {
  static final int LEAST_BYTES = 32;

  private static final int LEAST_DISTINCT = 8;

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

  /// The weakness, without the secret; empty if there is none.
  static Optional<String> fault(String secret) {
    int length = secret.getBytes(StandardCharsets.UTF_8).length;
    if (length < LEAST_BYTES) {
      return Optional.of("has " + length + " bytes; at least " + LEAST_BYTES + " are needed.");
    }
    if (secret.chars().distinct().count() < LEAST_DISTINCT) {
      return Optional.of("is made of too few different characters.");
    }
    if (isRepetition(secret)) {
      return Optional.of("repeats itself.");
    }
    if (isRun(secret)) {
      return Optional.of("runs through the alphabet or the digits.");
    }
    String lower = secret.toLowerCase(Locale.ROOT);
    if (EXAMPLES.stream().anyMatch(lower::contains)) {
      return Optional.of("comes from an example, or is a phrase that others would try.");
    }
    return Optional.empty();
  }

  /// Whether the secret repeats a prefix of at most half its length.
  private static boolean isRepetition(String text) {
    for (int period = 1; period <= text.length() / 2; period++) {
      if (text.startsWith(text.substring(period))) {
        return true;
      }
    }
    return false;
  }

  /// Whether more than half of the characters follow the one before them (`abcd`, `0123`).
  private static boolean isRun(String text) {
    int steps = 0;
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) - text.charAt(i - 1) == 1) {
        steps++;
      }
    }
    return steps > text.length() / 2;
  }
}
