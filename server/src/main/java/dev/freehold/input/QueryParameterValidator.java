package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.OUT_OF_RANGE;
import static dev.freehold.problem.ViolationCode.REPEATED;
import static dev.freehold.problem.ViolationCode.TYPE;

import java.util.ArrayList;
import java.util.List;

/// Validates query parameters that a request may have at most once.
final class QueryParameterValidator {
  private static final int MAX_DIGITS = 9;

  private final ViolationCollector violations;
  private final List<String> seen = new ArrayList<>(4);

  QueryParameterValidator(ViolationCollector violations) {
    this.violations = violations;
  }

  /// Whether this is the first parameter of its name. Adds a violation for a repeated one.
  boolean acceptOnce(String name) {
    if (seen.contains(name)) {
      violations.add(name, REPEATED, "must not be given more than once");
      return false;
    }
    return seen.add(name);
  }

  boolean isPresent(String name) {
    return seen.contains(name);
  }

  /// Reads a whole number from 1 to `max`, written without sign and leading zeros. Adds a violation
  /// for anything else; the result then has no meaning.
  int readInteger(String name, String value, int max) {
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
