package dev.freehold.input.query;

import static dev.freehold.problem.ViolationCode.OUT_OF_RANGE;
import static dev.freehold.problem.ViolationCode.TYPE;

import dev.freehold.input.Violations;

/// A number from 1, in the one way to write it.
final class WholeNumber {
  private static final int MAX_DIGITS = 9;

  private WholeNumber() {}

  /// The number, or one that means nothing where it is a violation.
  static int read(Violations violations, String name, String value, int max) {
    int number = 0;
    boolean tooLong = value.length() > MAX_DIGITS;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        violations.add(name, TYPE, "must be a whole number from 1 to " + max);
        return 1;
      }
      number = tooLong ? 0 : number * 10 + digit;
    }
    if (value.isEmpty()) {
      violations.add(name, TYPE, "must be a whole number from 1 to " + max);
    } else if (number < 1 || number > max) {
      violations.add(name, OUT_OF_RANGE, "must be between 1 and " + max);
    } else if (value.charAt(0) == '0') {
      violations.add(name, TYPE, "must be written without leading zeros");
    }
    return number;
  }
}
