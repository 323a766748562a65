package dev.freehold.http;

import dev.freehold.problem.Problem;
import java.util.List;
import java.util.stream.Stream;

/// The headers that a [Problem] adds to its response: `Allow`, `Retry-After`, `RateLimit`,
/// `WWW-Authenticate`.
final class ProblemHeaders {
  private static final List<Reply.Header> BEARER =
      List.of(new Reply.Header("WWW-Authenticate", "Bearer"));
  private static final List<Reply.Header> INVALID_TOKEN = bearer("The token is not valid.");
  private static final List<Reply.Header> EXPIRED_TOKEN = bearer("The token has expired.");

  private ProblemHeaders() {}

  static List<Reply.Header> of(Problem problem) {
    return switch (problem) {
      case Problem.Unauthorized _, Problem.InvalidCredentials _, Problem.PasskeyRefused _ -> BEARER;
      case Problem.InvalidToken _ -> INVALID_TOKEN;
      case Problem.TokenExpired _ -> EXPIRED_TOKEN;
      case Problem.MethodNotAllowed p -> List.of(new Reply.Header("Allow", p.allow()));
      case Problem.RateLimited p -> limited(p);
      case Problem.Unavailable p -> retryAfter(p.retryAfterSeconds());
      case Problem.Invalid _,
          Problem.MalformedJson _,
          Problem.BadRequest _,
          Problem.Forbidden _,
          Problem.EmailNotVerified _,
          Problem.SecondFactorRequired _,
          Problem.StepUpRequired _,
          Problem.NotFound _,
          Problem.Conflict _,
          Problem.PreconditionFailed _,
          Problem.IdempotencyMismatch _,
          Problem.AlreadyProcessed _,
          Problem.RequestTimeout _,
          Problem.PayloadTooLarge _,
          Problem.UriTooLong _,
          Problem.HeadersTooLarge _,
          Problem.UnsupportedMediaType _,
          Problem.Internal _ ->
          List.of();
    };
  }

  /// RFC 6750 section 3.1 has one error code for both cases; only the description differs.
  private static List<Reply.Header> bearer(String description) {
    return List.of(
        new Reply.Header(
            "WWW-Authenticate",
            "Bearer error=\"invalid_token\", error_description=\"" + description + "\""));
  }

  private static List<Reply.Header> limited(Problem.RateLimited problem) {
    List<Reply.Header> wait = retryAfter(problem.retryAfterSeconds());
    return problem.quota() == null
        ? wait
        : Stream.concat(
                wait.stream(),
                RateLimitHeaders.of(problem.quota(), 0, problem.retryAfterSeconds()).stream())
            .toList();
  }

  private static List<Reply.Header> retryAfter(int seconds) {
    return List.of(new Reply.Header("Retry-After", Integer.toString(Math.max(1, seconds))));
  }
}
