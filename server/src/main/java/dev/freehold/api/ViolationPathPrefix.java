package dev.freehold.api;

import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ProblemException;

/// Prefixes the field names of a problem with the position of the element or step that failed.
final class ViolationPathPrefix {
  private ViolationPathPrefix() {}

  /// @param prefix precedes each field name: `[3].`
  public static Throwable prepend(String prefix, Throwable failure) {
    if (!(failure instanceof ProblemException known)) {
      return failure;
    }
    Problem prefixed = known.problem().mapViolations(violation -> prepend(prefix, violation));
    return prefixed.equals(known.problem()) ? failure : prefixed.toException();
  }

  /// A violation of the whole body becomes one of the whole element.
  private static Violation prepend(String prefix, Violation violation) {
    String element = prefix.substring(0, prefix.length() - 1);
    String field = violation.field();
    String path = field.isEmpty() || field.startsWith("[") ? element + field : prefix + field;
    return new Violation(path, violation.code(), violation.message());
  }
}
