package dev.freehold.api;

import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.Violation;
import java.util.List;

/// What is wrong with one of several, as an answer about all of them says it.
public final class Placed {
  private Placed() {}

  /// @param place what stands before the name of each field: `[3].`
  public static Throwable at(String place, Throwable failure) {
    if (!(failure instanceof ProblemException known)) {
      return failure;
    }
    return switch (known.problem()) {
      case Problem.Invalid(List<Violation> violations) ->
          new Problem.Invalid(under(place, violations)).failure();
      case Problem.Conflict(List<Violation> violations) ->
          new Problem.Conflict(under(place, violations)).failure();
      case Problem.MalformedJson _,
          Problem.BadRequest _,
          Problem.Unauthorized _,
          Problem.InvalidToken _,
          Problem.TokenExpired _,
          Problem.InvalidCredentials _,
          Problem.Forbidden _,
          Problem.NotFound _,
          Problem.MethodNotAllowed _,
          Problem.PreconditionFailed _,
          Problem.IdempotencyMismatch _,
          Problem.RequestTimeout _,
          Problem.PayloadTooLarge _,
          Problem.UriTooLong _,
          Problem.UnsupportedMediaType _,
          Problem.RateLimited _,
          Problem.HeadersTooLarge _,
          Problem.Internal _,
          Problem.Unavailable _ ->
          failure;
    };
  }

  private static List<Violation> under(String place, List<Violation> violations) {
    return violations.stream().map(v -> under(place, v)).toList();
  }

  /// A fault of the body as a whole is one of the place as a whole.
  private static Violation under(String place, Violation violation) {
    String field =
        violation.field().isEmpty()
            ? place.substring(0, place.length() - 1)
            : violation.field().startsWith("[")
                ? place.substring(0, place.length() - 1) + violation.field()
                : place + violation.field();
    return new Violation(field, violation.code(), violation.message());
  }
}
