package dev.freehold.problem;

import java.util.List;

/// Why a request was not done. Closed: status, code and message are each one exhaustive switch over
/// this family (see [ProblemTable]), so a new problem does not compile until all three are written.
public sealed interface Problem {

  /// One or more fields or parameters are wrong; lists every one of them.
  record Invalid(List<Violation> violations) implements Problem {
    public Invalid {
      violations = List.copyOf(violations);
    }

    public static Invalid of(String field, String code, String message) {
      return new Invalid(List.of(new Violation(field, code, message)));
    }
  }

  /// The body is not one JSON text (RFC 8259). `detail` says what and where, in our own words.
  record MalformedJson(String detail) implements Problem {}

  /// The request is not HTTP as RFC 9110 and RFC 9112 have it.
  record BadRequest(String detail) implements Problem {}

  /// No credentials were sent.
  record Unauthorized() implements Problem {}

  /// Credentials were sent and are not ours, not intact, or revoked.
  record InvalidToken() implements Problem {}

  /// The token is ours and intact but its time is over.
  record TokenExpired() implements Problem {}

  /// Wrong e-mail or wrong password; never says which.
  record InvalidCredentials() implements Problem {}

  record Forbidden() implements Problem {}

  /// No such path, no such row, or a row of someone else: one answer for all three.
  record NotFound() implements Problem {}

  /// `allow` is the value of the `Allow` header, such as `GET, HEAD, POST`.
  record MethodNotAllowed(String allow) implements Problem {}

  /// A value that must be unique is taken. The violations name the fields, never a constraint.
  record Conflict(List<Violation> violations) implements Problem {
    public Conflict {
      violations = List.copyOf(violations);
    }
  }

  record PreconditionFailed() implements Problem {}

  /// The `Idempotency-Key` was sent before, with another request.
  record IdempotencyMismatch() implements Problem {}

  record RequestTimeout() implements Problem {}

  /// The body is over `limitBytes`.
  record PayloadTooLarge(int limitBytes) implements Problem {}

  record UriTooLong(int limitBytes) implements Problem {}

  record HeadersTooLarge(int limitBytes) implements Problem {}

  record UnsupportedMediaType() implements Problem {}

  /// Too many of this kind of request; `retryAfterSeconds` is at least 1.
  record RateLimited(int retryAfterSeconds) implements Problem {}

  record Internal(Outcome outcome) implements Problem {}

  /// The database or this server cannot answer now.
  record Unavailable(int retryAfterSeconds, Outcome outcome) implements Problem {}

  /// What became of a write that failed: nothing was changed, or nobody can tell.
  enum Outcome {
    NONE,
    UNKNOWN
  }

  /// This problem as a failure to complete a future with.
  default ProblemException failure() {
    return new ProblemException(this);
  }
}
