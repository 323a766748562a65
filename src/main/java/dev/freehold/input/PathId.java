package dev.freehold.input;

import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import dev.freehold.spec.Spec;
import dev.freehold.type.Parsed;
import dev.freehold.type.Scalar;
import dev.freehold.type.form.TextForm;

/// The `{id}` of a path. There is one way to write an integer id, so that one row has one address: `007`, `+7` and `7.0`
/// are no ids.
public final class PathId {
  public static final String PARAMETER = "id";

  private static final int MAX_DIGITS = 19;

  private PathId() {}

  /// @return [Long] or [java.util.UUID]
  /// @throws ProblemException of [Problem.Invalid] naming `id`
  public static Object read(Spec.IdType type, String segment) {
    return switch (type) {
      case INTEGER -> integer(segment);
      case UUID ->
          switch (TextForm.parse(Scalar.UUID, segment)) {
            case Parsed.Ok ok -> ok.value();
            case Parsed.Bad _ -> throw invalid("id must be a UUID.");
          };
    };
  }

  private static Long integer(String segment) {
    long value = 0;
    for (int i = 0; i < segment.length(); i++) {
      int digit = segment.charAt(i) - '0';
      if (digit < 0 || digit > 9 || i == MAX_DIGITS || (i == 0 && digit == 0)) {
        throw notAnInteger();
      }
      value = value * 10 + digit;
    }
    // Nineteen digits overflow to a negative number or not at all.
    if (value <= 0) {
      throw notAnInteger();
    }
    return value;
  }

  private static ProblemException notAnInteger() {
    return invalid("id must be a whole number from 1 to " + Long.MAX_VALUE + ".");
  }

  private static ProblemException invalid(String message) {
    return Problem.Invalid.of(PARAMETER, ViolationCode.FORMAT, message).failure();
  }
}
