package dev.freehold.http;

import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request whose head and body were received within the limits.
public interface Request {
  /// Unique per request; sent as `X-Request-Id` of the response.
  String id();

  RequestMethod method();

  /// The pattern that matched, such as `/api/v1/tasks/{id}`.
  String route();

  /// The percent-decoded path segment for `{name}` of the route.
  String pathParameter(String name);

  /// All query parameters, in order.
  List<QueryParameter> queryParameters();

  /// Rejects every query parameter, for a route that has none.
  ///
  /// @throws dev.freehold.problem.ProblemException `VALIDATION_ERROR` with every parameter of the
  ///   request
  default void rejectQueryParameters() {
    if (queryParameters().isEmpty()) {
      return;
    }
    throw new Problem.Invalid(
            queryParameters().stream()
                .map(QueryParameter::shortName)
                .map(n -> new Violation(n, ViolationCode.UNKNOWN, n + " is not known here."))
                .toList())
        .toException();
  }

  /// The first value of the header, or null.
  @Nullable String header(String name);

  /// The body; empty if the request has none.
  Buffer body();

  /// The address of the client: the peer of the socket, or the address that a trusted proxy
  /// reports.
  String clientAddress();

  /// A percent-decoded query parameter (application/x-www-form-urlencoded). A name may occur more
  /// than once.
  record QueryParameter(String name, String value) {
    private static final int MOST = 60;

    /// The name in the form that a response may quote.
    public String shortName() {
      if (name.codePointCount(0, name.length()) <= MOST) {
        return name;
      }
      return name.substring(0, name.offsetByCodePoints(0, MOST)) + "…";
    }
  }
}
