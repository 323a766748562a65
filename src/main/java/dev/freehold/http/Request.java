package dev.freehold.http;

import dev.freehold.problem.Problem;
import dev.freehold.problem.Violation;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request whose head and body have arrived whole, within the limits.
public interface Request {
  /// Unique to this request; also in the `X-Request-Id` of the answer.
  String id();

  Method method();

  /// The pattern that matched, such as `/api/v1/tasks/{id}`.
  String route();

  /// The percent-decoded segment that stands for `{name}` in the route.
  String pathParameter(String name);

  /// All query parameters, in order.
  List<Parameter> parameters();

  /// For a route that knows no query parameters.
  ///
  /// @throws dev.freehold.problem.ProblemException `VALIDATION_ERROR` naming every one that was sent
  default void refuseParameters() {
    if (parameters().isEmpty()) {
      return;
    }
    throw new Problem.Invalid(
            parameters().stream()
                .map(Parameter::shortName)
                .map(n -> new Violation(n, ViolationCode.UNKNOWN, n + " is not known here."))
                .toList())
        .failure();
  }

  /// The first value of the header, or null.
  @Nullable String header(String name);

  /// Empty where none came.
  Buffer body();

  /// The address of the client: of the socket, or what a trusted proxy says of it.
  String peer();
}
