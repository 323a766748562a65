package dev.freehold.problem;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An error of the API. Sealed: status, code and message are each one exhaustive switch over this
/// family, so that a new problem does not compile until all three are written.
public sealed interface Problem {
  /// The HTTP status (RFC 9110 section 15, RFC 6585).
  default int status() {
    return switch (this) {
      case Invalid _, MalformedJson _, BadRequest _ -> 400;
      case Unauthorized _, InvalidToken _, TokenExpired _, InvalidCredentials _, PasskeyRefused _ ->
          401;
      case Forbidden _, EmailNotVerified _, SecondFactorRequired _, StepUpRequired _ -> 403;
      case NotFound _ -> 404;
      case MethodNotAllowed _ -> 405;
      case RequestTimeout _ -> 408;
      case Conflict _, AlreadyProcessed _ -> 409;
      case PreconditionFailed _ -> 412;
      case PayloadTooLarge _ -> 413;
      case UriTooLong _ -> 414;
      case UnsupportedMediaType _ -> 415;
      case IdempotencyMismatch _ -> 422;
      case RateLimited _ -> 429;
      case HeadersTooLarge _ -> 431;
      case Internal _ -> 500;
      case Unavailable _ -> 503;
    };
  }

  /// The stable `error.code` of the response.
  default String code() {
    return switch (this) {
      case Invalid _ -> "VALIDATION_ERROR";
      case MalformedJson _ -> "MALFORMED_JSON";
      case BadRequest _ -> "BAD_REQUEST";
      case Unauthorized _ -> "UNAUTHORIZED";
      case InvalidToken _ -> "INVALID_TOKEN";
      case TokenExpired _ -> "TOKEN_EXPIRED";
      case InvalidCredentials _ -> "INVALID_CREDENTIALS";
      case PasskeyRefused _ -> "PASSKEY_REFUSED";
      case Forbidden _ -> "FORBIDDEN";
      case EmailNotVerified _ -> "EMAIL_NOT_VERIFIED";
      case SecondFactorRequired _ -> "SECOND_FACTOR_REQUIRED";
      case StepUpRequired _ -> "STEP_UP_REQUIRED";
      case NotFound _ -> "NOT_FOUND";
      case MethodNotAllowed _ -> "METHOD_NOT_ALLOWED";
      case RequestTimeout _ -> "REQUEST_TIMEOUT";
      case Conflict _ -> "CONFLICT";
      case PreconditionFailed _ -> "PRECONDITION_FAILED";
      case PayloadTooLarge _ -> "PAYLOAD_TOO_LARGE";
      case UriTooLong _ -> "URI_TOO_LONG";
      case UnsupportedMediaType _ -> "UNSUPPORTED_MEDIA_TYPE";
      case IdempotencyMismatch _ -> "IDEMPOTENCY_MISMATCH";
      case AlreadyProcessed _ -> "ALREADY_PROCESSED";
      case RateLimited _ -> "RATE_LIMITED";
      case HeadersTooLarge _ -> "HEADERS_TOO_LARGE";
      case Internal _ -> "INTERNAL_ERROR";
      case Unavailable _ -> "UNAVAILABLE";
    };
  }

  /// The message for a person: one sentence, with the remedy where there is one.
  default String message() {
    return switch (this) {
      case Invalid p ->
          p.violations().size() == 1
              ? p.violations().getFirst().message()
              : "The request has " + p.violations().size() + " faults; each is in details.";
      case MalformedJson p -> "The body is not valid JSON: " + p.detail();
      case BadRequest p -> p.detail();
      case Unauthorized(boolean cookies) ->
          "Sign in and send the access token as 'Authorization: Bearer <token>'"
              + (cookies ? ", or sign in with 'mode': 'cookie' and send the cookies." : ".");
      case InvalidToken _ -> "The token is not valid; sign in again.";
      case TokenExpired _ -> "The token has expired; refresh it or sign in again.";
      case InvalidCredentials _ -> "The e-mail or the password is wrong.";
      case PasskeyRefused _ ->
          "The passkey was not accepted; ask for new options and try again, or sign in another"
              + " way.";
      case Forbidden p -> p.message();
      case EmailNotVerified _ ->
          "Confirm the e-mail address first, with the link of the mail; POST /auth/email/resend"
              + " sends it again.";
      case SecondFactorRequired _ ->
          "This needs a second factor: set one up with POST /auth/totp, or sign in with it.";
      case StepUpRequired _ ->
          "Show the second factor again with POST /auth/step-up, or sign in again; either counts"
              + " for 10 minutes.";
      case NotFound _ -> "There is nothing here.";
      case MethodNotAllowed p -> "This path answers only " + p.allow() + ".";
      case RequestTimeout _ -> "The request took too long to arrive.";
      case Conflict p ->
          p.violations().isEmpty()
              ? "The request conflicts with what is there."
              : p.violations().getFirst().message();
      case PreconditionFailed _ -> "The row has changed since you read it; read it again.";
      case PayloadTooLarge p -> "The body is larger than " + p.limitBytes() + " bytes.";
      case UriTooLong p -> "The address is longer than " + p.limitBytes() + " bytes.";
      case UnsupportedMediaType _ -> "Send the body as 'Content-Type: application/json'.";
      case IdempotencyMismatch _ ->
          "This Idempotency-Key was sent with another request; choose a new one.";
      case AlreadyProcessed _ ->
          "The request with this Idempotency-Key was processed, and its response is not available"
              + " any more; read the rows instead.";
      case RateLimited p -> "Too many requests; try again in " + p.retryAfterSeconds() + " s.";
      case HeadersTooLarge p -> "The headers are larger than " + p.limitBytes() + " bytes.";
      case Internal _ -> "Something went wrong here; quote the requestId when you report it.";
      case Unavailable p -> p.message();
    };
  }

  /// The outcome of a write that failed with this problem. Only [Internal] and [Unavailable] can leave
  /// it open.
  default Outcome outcome() {
    return Outcome.NONE;
  }

  /// This problem with `change` applied to each of its violations. A problem without violations
  /// returns itself.
  default Problem mapViolations(UnaryOperator<Violation> change) {
    return this;
  }

  /// This problem as a failure to complete a future with.
  default ProblemException toException() {
    return new ProblemException(this);
  }

  /// One or more fields or parameters are wrong; lists every one of them.
  record Invalid(List<Violation> violations) implements Problem {
    public Invalid {
      violations = List.copyOf(violations);
    }

    @Override
    public Invalid mapViolations(UnaryOperator<Violation> change) {
      return new Invalid(violations.stream().map(change).toList());
    }

    public static Invalid of(String field, String code, String message) {
      return new Invalid(List.of(new Violation(field, code, message)));
    }
  }

  /// The body is not one JSON text (RFC 8259). `detail` says what is wrong and where.
  record MalformedJson(String detail) implements Problem {}

  /// The request violates HTTP (RFC 9110, RFC 9112).
  record BadRequest(String detail) implements Problem {}

  /// No credentials were sent.
  ///
  /// @param cookies whether this server takes sessions in cookies too
  record Unauthorized(boolean cookies) implements Problem {
    /// Where only the header is read.
    public Unauthorized() {
      this(false);
    }
  }

  /// The credentials are malformed, forged, of another issuer, or revoked.
  record InvalidToken() implements Problem {}

  /// The token is valid but has expired.
  record TokenExpired() implements Problem {}

  /// Wrong e-mail or wrong password; never says which.
  record InvalidCredentials() implements Problem {}

  /// No log-in with this passkey; never says why.
  record PasskeyRefused() implements Problem {}

  /// The caller may not do this.
  ///
  /// @param message the reason, where it reveals nothing
  record Forbidden(String message) implements Problem {
    public Forbidden() {
      this("You may not do this.");
    }
  }

  /// The e-mail address of the account must be verified first.
  record EmailNotVerified() implements Problem {}

  /// The session was opened without a second factor, which the API requires.
  record SecondFactorRequired() implements Problem {}

  /// The account has a second factor, and this change needs a recent proof of it.
  record StepUpRequired() implements Problem {}

  /// No such path, no such row, or a row of another user: one answer for all three.
  record NotFound() implements Problem {}

  /// `allow` is the value of the `Allow` header, such as `GET, HEAD, POST`.
  record MethodNotAllowed(String allow) implements Problem {}

  /// A value that must be unique is taken. The violations name the fields, never a constraint.
  record Conflict(List<Violation> violations) implements Problem {
    public Conflict {
      violations = List.copyOf(violations);
    }

    @Override
    public Conflict mapViolations(UnaryOperator<Violation> change) {
      return new Conflict(violations.stream().map(change).toList());
    }
  }

  record PreconditionFailed() implements Problem {}

  /// The `Idempotency-Key` was sent before, with another request.
  record IdempotencyMismatch() implements Problem {}

  /// The request with this `Idempotency-Key` was processed, and is not processed again. Its response
  /// is not stored, or may contain what the caller may no longer read.
  record AlreadyProcessed() implements Problem {}

  record RequestTimeout() implements Problem {}

  /// The body is over `limitBytes`.
  record PayloadTooLarge(int limitBytes) implements Problem {}

  record UriTooLong(int limitBytes) implements Problem {}

  record HeadersTooLarge(int limitBytes) implements Problem {}

  record UnsupportedMediaType() implements Problem {}

  /// Too many of this kind of request; `retryAfterSeconds` is at least 1.
  /// @param quota the limit that was reached; null if it is one of the server's capacity
  record RateLimited(int retryAfterSeconds, @Nullable Quota quota) implements Problem {
    public RateLimited(int retryAfterSeconds) {
      this(retryAfterSeconds, null);
    }
  }

  /// A limit of requests.
  ///
  /// @param name letters and `-`
  /// @param requests at once, and then evenly over the window
  record Quota(String name, int requests, int windowSeconds) {}

  record Internal(Outcome outcome) implements Problem {}

  /// The database or this server cannot answer now.
  ///
  /// @param message the reason and the remedy, without details of the database
  record Unavailable(int retryAfterSeconds, Outcome outcome, String message) implements Problem {
    public Unavailable(int retryAfterSeconds, Outcome outcome) {
      this(
          retryAfterSeconds,
          outcome,
          "The service is not available; try again in " + retryAfterSeconds + " s.");
    }
  }

  /// The outcome of a failed write: nothing was changed, or it is not known.
  enum Outcome {
    NONE,
    UNKNOWN
  }

  /// One fault of one input.
  ///
  /// @param field the JSON key, or the name of the query or path parameter; `""` for the body itself; elements and members
  ///     of a nested value as `tags[2]`
  /// @param code stable, snake_case: one of the constants of [ViolationCode]
  /// @param message a sentence for a person, naming the limit that was passed
  record Violation(String field, String code, String message) {}
}
