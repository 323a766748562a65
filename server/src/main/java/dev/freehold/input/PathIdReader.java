package dev.freehold.input;

import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import dev.freehold.spec.Spec;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import java.util.UUID;

/// Reads the `{id}` of a path. An integer id has one notation only, so that a row has one URL:
/// `007`, `+7` and `7.0` are invalid.
public final class PathIdReader {
  public static final String PARAMETER = "id";

  /// More digits than any id has, and fewer than a [Long] can hold.
  private static final int MAX_DIGITS = 18;

  private PathIdReader() {}

  /// @return [Long] or [UUID]
  /// @throws ProblemException of [Problem.Invalid] for `id`
  public static Object read(Spec.IdType type, String segment) {
    return switch (type) {
      case INTEGER -> integer(segment);
      case UUID -> uuid(segment);
    };
  }

  /// @throws ProblemException of [Problem.Invalid] for `id`
  public static UUID uuid(String segment) {
    return switch (ValueParser.parse(ScalarType.UUID, segment)) {
      case ValueResult.Valid(UUID id) -> id;
      case ValueResult.Valid _, ValueResult.Invalid _ -> throw invalid("id must be a UUID.");
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
    if (value < 1 || value > ScalarType.MAX_INTEGER_ID) {
      throw notAnInteger();
    }
    return value;
  }

  private static ProblemException notAnInteger() {
    return invalid("id must be a whole number from 1 to " + ScalarType.MAX_INTEGER_ID + ".");
  }

  private static ProblemException invalid(String message) {
    return Problem.Invalid.of(PARAMETER, ViolationCode.FORMAT, message).toException();
  }
}
