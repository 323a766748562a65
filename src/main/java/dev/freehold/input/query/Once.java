package dev.freehold.input.query;

import static dev.freehold.problem.ViolationCode.REPEATED;

import dev.freehold.input.Violations;
import java.util.ArrayList;
import java.util.List;

/// The parameters of one request that may stand there once.
final class Once {
  private final Violations violations;
  private final List<String> seen = new ArrayList<>(4);

  Once(Violations violations) {
    this.violations = violations;
  }

  /// Whether this is the first of its name; another is a violation.
  boolean take(String name) {
    if (seen.contains(name)) {
      violations.add(name, REPEATED, "must not be given more than once");
      return false;
    }
    return seen.add(name);
  }

  boolean isTaken(String name) {
    return seen.contains(name);
  }
}
