package dev.freehold.description.value;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Patterns of a description, which could be written to run for ever.
final class Patterns {
  /// Characters that a match may look at.
  private static final int BUDGET = 200_000;

  private static final int MAX_PATTERN = 2_000;

  private Patterns() {}

  /// Whether `text` has a match; empty where the pattern cannot be read here, or takes too long.
  static Optional<Boolean> find(String pattern, String text) {
    if (pattern.length() > MAX_PATTERN) {
      return Optional.empty();
    }
    try {
      // ECMA-262 counts characters by code points with the `u` flag; \d, \w and \s are ASCII here
      // as there.
      Matcher matcher =
          Pattern.compile(pattern).matcher(new Counted(text, new AtomicInteger(BUDGET)));
      return Optional.of(matcher.find());
    } catch (PatternSyntaxException | Counted.Spent | StackOverflowError _) {
      return Optional.empty();
    }
  }

  /// A text that can be looked at only so often.
  private record Counted(String text, AtomicInteger left) implements CharSequence {
    private static final class Spent extends RuntimeException {
      private static final long serialVersionUID = 1;

      Spent() {
        super(null, null, false, false);
      }
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (left.decrementAndGet() < 0) {
        throw new Spent();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.substring(start, end), left);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
