package dev.freehold.problem;

/// The three total tables over [Problem]: HTTP status, stable code, message for a person.
public final class ProblemTable {
  private ProblemTable() {}

  /// The HTTP status (RFC 9110 section 15, RFC 6585).
  public static int status(Problem problem) {
    return switch (problem) {
      case Problem.Invalid _, Problem.MalformedJson _, Problem.BadRequest _ -> 400;
      case Problem.Unauthorized _,
          Problem.InvalidToken _,
          Problem.TokenExpired _,
          Problem.InvalidCredentials _ ->
          401;
      case Problem.Forbidden _ -> 403;
      case Problem.NotFound _ -> 404;
      case Problem.MethodNotAllowed _ -> 405;
      case Problem.RequestTimeout _ -> 408;
      case Problem.Conflict _ -> 409;
      case Problem.PreconditionFailed _ -> 412;
      case Problem.PayloadTooLarge _ -> 413;
      case Problem.UriTooLong _ -> 414;
      case Problem.UnsupportedMediaType _ -> 415;
      case Problem.IdempotencyMismatch _ -> 422;
      case Problem.RateLimited _ -> 429;
      case Problem.HeadersTooLarge _ -> 431;
      case Problem.Internal _ -> 500;
      case Problem.Unavailable _ -> 503;
    };
  }

  /// The stable `error.code`.
  public static String code(Problem problem) {
    return switch (problem) {
      case Problem.Invalid _ -> "VALIDATION_ERROR";
      case Problem.MalformedJson _ -> "MALFORMED_JSON";
      case Problem.BadRequest _ -> "BAD_REQUEST";
      case Problem.Unauthorized _ -> "UNAUTHORIZED";
      case Problem.InvalidToken _ -> "INVALID_TOKEN";
      case Problem.TokenExpired _ -> "TOKEN_EXPIRED";
      case Problem.InvalidCredentials _ -> "INVALID_CREDENTIALS";
      case Problem.Forbidden _ -> "FORBIDDEN";
      case Problem.NotFound _ -> "NOT_FOUND";
      case Problem.MethodNotAllowed _ -> "METHOD_NOT_ALLOWED";
      case Problem.RequestTimeout _ -> "REQUEST_TIMEOUT";
      case Problem.Conflict _ -> "CONFLICT";
      case Problem.PreconditionFailed _ -> "PRECONDITION_FAILED";
      case Problem.PayloadTooLarge _ -> "PAYLOAD_TOO_LARGE";
      case Problem.UriTooLong _ -> "URI_TOO_LONG";
      case Problem.UnsupportedMediaType _ -> "UNSUPPORTED_MEDIA_TYPE";
      case Problem.IdempotencyMismatch _ -> "IDEMPOTENCY_MISMATCH";
      case Problem.RateLimited _ -> "RATE_LIMITED";
      case Problem.HeadersTooLarge _ -> "HEADERS_TOO_LARGE";
      case Problem.Internal _ -> "INTERNAL_ERROR";
      case Problem.Unavailable _ -> "UNAVAILABLE";
    };
  }

  /// One sentence for a person, saying what to do where there is something to do.
  public static String message(Problem problem) {
    return switch (problem) {
      case Problem.Invalid p ->
          p.violations().size() == 1
              ? p.violations().getFirst().message()
              : "The request has " + p.violations().size() + " faults; each is in details.";
      case Problem.MalformedJson p -> "The body is not valid JSON: " + p.detail();
      case Problem.BadRequest p -> p.detail();
      case Problem.Unauthorized _ ->
          "Sign in and send the access token as 'Authorization: Bearer <token>'.";
      case Problem.InvalidToken _ -> "The token is not valid; sign in again.";
      case Problem.TokenExpired _ -> "The token has expired; refresh it or sign in again.";
      case Problem.InvalidCredentials _ -> "The e-mail or the password is wrong.";
      case Problem.Forbidden _ -> "You may not do this.";
      case Problem.NotFound _ -> "There is nothing here.";
      case Problem.MethodNotAllowed p -> "This path answers only " + p.allow() + ".";
      case Problem.RequestTimeout _ -> "The request took too long to arrive.";
      case Problem.Conflict p ->
          p.violations().isEmpty()
              ? "The request conflicts with what is there."
              : p.violations().getFirst().message();
      case Problem.PreconditionFailed _ -> "The row has changed since you read it; read it again.";
      case Problem.PayloadTooLarge p -> "The body is larger than " + p.limitBytes() + " bytes.";
      case Problem.UriTooLong p -> "The address is longer than " + p.limitBytes() + " bytes.";
      case Problem.UnsupportedMediaType _ -> "Send the body as 'Content-Type: application/json'.";
      case Problem.IdempotencyMismatch _ ->
          "This Idempotency-Key was sent with another request; choose a new one.";
      case Problem.RateLimited p ->
          "Too many requests; try again in " + p.retryAfterSeconds() + " s.";
      case Problem.HeadersTooLarge p -> "The headers are larger than " + p.limitBytes() + " bytes.";
      case Problem.Internal _ ->
          "Something went wrong here; quote the requestId when you report it.";
      case Problem.Unavailable p ->
          "The service is not available; try again in " + p.retryAfterSeconds() + " s.";
    };
  }

  /// What a failed write must say of its outcome.
  public static Problem.Outcome outcome(Problem problem) {
    return switch (problem) {
      case Problem.Internal p -> p.outcome();
      case Problem.Unavailable p -> p.outcome();
      case Problem.Invalid _,
          Problem.MalformedJson _,
          Problem.BadRequest _,
          Problem.Unauthorized _,
          Problem.InvalidToken _,
          Problem.TokenExpired _,
          Problem.InvalidCredentials _,
          Problem.Forbidden _,
          Problem.NotFound _,
          Problem.MethodNotAllowed _,
          Problem.RequestTimeout _,
          Problem.Conflict _,
          Problem.PreconditionFailed _,
          Problem.PayloadTooLarge _,
          Problem.UriTooLong _,
          Problem.UnsupportedMediaType _,
          Problem.IdempotencyMismatch _,
          Problem.RateLimited _,
          Problem.HeadersTooLarge _ ->
          Problem.Outcome.NONE;
    };
  }
}
