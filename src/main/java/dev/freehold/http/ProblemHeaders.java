package dev.freehold.http;

import dev.freehold.problem.Problem;
import dev.freehold.problem.Violation;
import java.util.List;

/// What of a [Problem] goes into the header section and the `details` of its answer.
final class ProblemHeaders {
  private static final List<Reply.Header> BEARER =
      List.of(new Reply.Header("WWW-Authenticate", "Bearer"));
  private static final List<Reply.Header> INVALID_TOKEN = bearer("The token is not valid.");
  private static final List<Reply.Header> EXPIRED_TOKEN = bearer("The token has expired.");

  private ProblemHeaders() {}

  static List<Reply.Header> of(Problem problem) {
    return switch (problem) {
      case Problem.Unauthorized _, Problem.InvalidCredentials _ -> BEARER;
      case Problem.InvalidToken _ -> INVALID_TOKEN;
      case Problem.TokenExpired _ -> EXPIRED_TOKEN;
      case Problem.MethodNotAllowed p -> List.of(new Reply.Header("Allow", p.allow()));
      case Problem.RateLimited p -> retryAfter(p.retryAfterSeconds());
      case Problem.Unavailable p -> retryAfter(p.retryAfterSeconds());
      case Problem.Invalid _,
          Problem.MalformedJson _,
          Problem.BadRequest _,
          Problem.Forbidden _,
          Problem.NotFound _,
          Problem.Conflict _,
          Problem.PreconditionFailed _,
          Problem.IdempotencyMismatch _,
          Problem.RequestTimeout _,
          Problem.PayloadTooLarge _,
          Problem.UriTooLong _,
          Problem.HeadersTooLarge _,
          Problem.UnsupportedMediaType _,
          Problem.Internal _ ->
          List.of();
    };
  }

  static List<Violation> details(Problem problem) {
    return switch (problem) {
      case Problem.Invalid p -> p.violations();
      case Problem.Conflict p -> p.violations();
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
          Problem.HeadersTooLarge _,
          Problem.UnsupportedMediaType _,
          Problem.RateLimited _,
          Problem.Internal _,
          Problem.Unavailable _ ->
          List.of();
    };
  }

  /// RFC 6750 section 3.1 names one error for both; the description tells them apart for a person.
  private static List<Reply.Header> bearer(String description) {
    return List.of(
        new Reply.Header(
            "WWW-Authenticate",
            "Bearer error=\"invalid_token\", error_description=\"" + description + "\""));
  }

  private static List<Reply.Header> retryAfter(int seconds) {
    return List.of(new Reply.Header("Retry-After", Integer.toString(Math.max(1, seconds))));
  }
}
