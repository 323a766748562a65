package dev.freehold.description;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Matches the `pattern` of a schema within a budget, since a pattern of an untrusted description
/// can
/// need exponential time.
final class BoundedPatternMatcher {
  /// The maximum number of characters that one match may read.
  static final int BUDGET = 200_000;

  private static final int MAX_PATTERN_LENGTH = 2_000;

  private BoundedPatternMatcher() {}

  static Optional<Boolean> find(String pattern, String text) {
    return find(pattern, text, new AtomicInteger(BUDGET));
  }

  /// Whether `text` has a match; empty if the pattern is not supported, or the budget is spent.
  ///
  /// @param budget the characters that may be read; reduced by those that were
  static Optional<Boolean> find(String pattern, String text, AtomicInteger budget) {
    if (pattern.length() > MAX_PATTERN_LENGTH) {
      return Optional.empty();
    }
    try {
      // ECMA-262 counts characters by code points with the `u` flag; \d, \w and \s are ASCII here
      // as there.
      Matcher matcher = Pattern.compile(pattern).matcher(new BudgetedCharSequence(text, budget));
      return Optional.of(matcher.find());
    } catch (PatternSyntaxException
        | BudgetedCharSequence.BudgetExceededException
        | StackOverflowError _) {
      return Optional.empty();
    }
  }

  /// A text that throws once the budget of reads is spent.
  private record BudgetedCharSequence(String text, AtomicInteger left) implements CharSequence {
    private static final class BudgetExceededException extends RuntimeException {
      private static final long serialVersionUID = 1;

      BudgetExceededException() {
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
        throw new BudgetExceededException();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new BudgetedCharSequence(text.substring(start, end), left);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
