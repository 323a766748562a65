package dev.freehold.openapi;

import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// An error response that operations share as a component.
enum OpenApiErrorResponse {
  BAD_REQUEST(
      "BadRequest",
      "A parameter is invalid, unknown or repeated; `details` lists every error. Or the request is"
          + " not valid HTTP."),
  BAD_BODY(
      "BadBody",
      "A field or parameter is invalid, missing or unknown; `details` lists every error. Or the"
          + " body is not valid JSON."),
  UNAUTHORIZED("Unauthorized", "The access token is missing, invalid, revoked or expired."),
  INVALID_CREDENTIALS(
      "InvalidCredentials",
      "The e-mail or the password is wrong; the response does not say which."),
  PASSKEY_REFUSED("PasskeyRefused", "The passkey was not accepted; the response does not say why."),
  INVALID_REFRESH_TOKEN(
      "InvalidRefreshToken",
      "The refresh token is not valid, was used before, or its session has ended. Log in again."),
  FORBIDDEN(
      "Forbidden",
      "The caller is signed in, but has none of the required roles or may not write such a row."
          + " Or the API key does not have the scope."),
  EMAIL_NOT_VERIFIED(
      "EmailNotVerified",
      "The password is right, and the e-mail address of the account is not confirmed yet."),
  STEP_UP_REQUIRED(
      "StepUpRequired",
      "The account has a second factor: show it again with `POST /auth/step-up`, then repeat the"
          + " request. Or the account belongs to an external issuer."),
  EMAIL_NOT_VERIFIED_OR_FORBIDDEN(
      "EmailNotVerifiedOrForbidden",
      "`EMAIL_NOT_VERIFIED`: the password is right, and the e-mail address of the account is not"
          + " confirmed yet. `FORBIDDEN`: `mode` is `cookie`, and the request does not come from an"
          + " allowed page or lacks the header `X-Requested-With`."),
  NOT_FOUND(
      "NotFound",
      "The row does not exist, or the caller may not read it; the response does not say which."),
  METHOD_NOT_ALLOWED(
      "MethodNotAllowed",
      "The path does not support this method; `Allow` lists the supported ones."),
  REQUEST_TIMEOUT("RequestTimeout", "The request took too long to arrive."),
  EMAIL_TAKEN("EmailTaken", "An account with this e-mail already exists."),
  ACCOUNT_KEPT(
      "AccountKept",
      "Nothing was deleted: something that others own refers to the account or its rows, rows of"
          + " the account belong to a team, or a team would have no administrator. `details` says"
          + " which."),
  CONFLICT(
      "Conflict",
      "The request conflicts with the current data: a unique value is already taken, another row"
          + " still references the row, more rows match than `max_affected` allows, or a request"
          + " with the same `Idempotency-Key` is in progress. `details` says which."
          + " `ALREADY_PROCESSED`: the request with this `Idempotency-Key` was processed, and its"
          + " response is not available any more."),
  PRECONDITION_FAILED(
      "PreconditionFailed",
      "The version of the row does not satisfy `If-Match` or `If-None-Match`."),
  PAYLOAD_TOO_LARGE("PayloadTooLarge", "The body exceeds the size limit of the server."),
  URI_TOO_LONG("UriTooLong", "The URL exceeds the length limit of the server."),
  UNSUPPORTED_MEDIA_TYPE("UnsupportedMediaType", "The body is not sent as `application/json`."),
  IDEMPOTENCY_MISMATCH(
      "IdempotencyMismatch", "The `Idempotency-Key` was already used with a different request."),
  RATE_LIMITED(
      "RateLimited",
      "Too many requests or unknown API keys from this address, or requests for this account."),
  HEADERS_TOO_LARGE("HeadersTooLarge", "The headers exceed the size limit of the server."),
  INTERNAL_ERROR("InternalError", "An internal error of the server."),
  UNAVAILABLE("Unavailable", "The database or the server is temporarily unavailable.");

  /// The errors of every operation that takes credentials, if they are an API key: one without the scope,
  /// or too many unknown ones.
  static final List<OpenApiErrorResponse> OF_KEYS = List.of(FORBIDDEN, RATE_LIMITED);

  /// The errors of every operation that occur before routing.
  static final List<OpenApiErrorResponse> ALWAYS =
      List.of(
          REQUEST_TIMEOUT,
          PAYLOAD_TOO_LARGE,
          URI_TOO_LONG,
          HEADERS_TOO_LARGE,
          INTERNAL_ERROR,
          UNAVAILABLE);

  private final String component;
  private final String description;

  OpenApiErrorResponse(String component, String description) {
    this.component = component;
    this.description = description;
  }

  /// The key in `components/responses`.
  String component() {
    return component;
  }

  String description() {
    return description;
  }

  int status() {
    return sampleProblems().getFirst().status();
  }

  /// One sample of every problem with this response. All have the same status.
  List<Problem> sampleProblems() {
    return switch (this) {
      case BAD_REQUEST ->
          List.of(
              Problem.Invalid.of("page", ViolationCode.TYPE, "page must be a whole number"),
              new Problem.BadRequest("The Host header is missing."));
      case BAD_BODY ->
          List.of(
              Problem.Invalid.of(
                  "name", ViolationCode.TOO_LONG, "name must have at most 200 characters"),
              new Problem.MalformedJson("unexpected end at line 1, column 12"),
              new Problem.BadRequest("The Host header is missing."));
      case UNAUTHORIZED ->
          List.of(
              new Problem.Unauthorized(), new Problem.InvalidToken(), new Problem.TokenExpired());
      case INVALID_CREDENTIALS -> List.of(new Problem.InvalidCredentials());
      case PASSKEY_REFUSED -> List.of(new Problem.PasskeyRefused());
      case INVALID_REFRESH_TOKEN -> List.of(new Problem.InvalidToken());
      case FORBIDDEN -> List.of(new Problem.Forbidden());
      case EMAIL_NOT_VERIFIED -> List.of(new Problem.EmailNotVerified());
      case STEP_UP_REQUIRED ->
          List.of(new Problem.StepUpRequired(), new Problem.SecondFactorRequired());
      case EMAIL_NOT_VERIFIED_OR_FORBIDDEN ->
          List.of(new Problem.EmailNotVerified(), new Problem.Forbidden());
      case NOT_FOUND -> List.of(new Problem.NotFound());
      case METHOD_NOT_ALLOWED -> List.of(new Problem.MethodNotAllowed("GET, HEAD, POST, OPTIONS"));
      case REQUEST_TIMEOUT -> List.of(new Problem.RequestTimeout());
      case EMAIL_TAKEN ->
          conflicts(violation("email", ViolationCode.TAKEN, "email is already taken"));
      case ACCOUNT_KEPT ->
          conflicts(
              violation(
                  "teams",
                  ViolationCode.REFERENCED,
                  "You are the only administrator of a team. Give the role to another member, or"
                      + " delete the team. Nothing was deleted."));
      case CONFLICT -> {
        List<Problem> all =
            new ArrayList<>(
                conflicts(
                    violation(
                        "name",
                        ViolationCode.TAKEN,
                        "name must be unique; another row of the same owner has this value."),
                    violation(
                        "id", ViolationCode.REFERENCED, "Something else still points at this."),
                    violation(
                        "max_affected",
                        ViolationCode.TOO_MANY,
                        "More than 20 rows match, which max_affected allows; none was changed.")));
        all.add(new Problem.AlreadyProcessed());
        yield all;
      }
      case PRECONDITION_FAILED -> List.of(new Problem.PreconditionFailed());
      case PAYLOAD_TOO_LARGE -> List.of(new Problem.PayloadTooLarge(1_048_576));
      case URI_TOO_LONG -> List.of(new Problem.UriTooLong(8_192));
      case UNSUPPORTED_MEDIA_TYPE -> List.of(new Problem.UnsupportedMediaType());
      case IDEMPOTENCY_MISMATCH -> List.of(new Problem.IdempotencyMismatch());
      case RATE_LIMITED -> List.of(new Problem.RateLimited(5));
      case HEADERS_TOO_LARGE -> List.of(new Problem.HeadersTooLarge(16_384));
      case INTERNAL_ERROR -> List.of(new Problem.Internal(Problem.Outcome.NONE));
      case UNAVAILABLE -> List.of(new Problem.Unavailable(1, Problem.Outcome.NONE));
    };
  }

  private static Violation violation(String field, String code, String message) {
    return new Violation(field, code, message);
  }

  private static List<Problem> conflicts(Violation... each) {
    return Stream.of(each).<Problem>map(v -> new Problem.Conflict(List.of(v))).toList();
  }
}
