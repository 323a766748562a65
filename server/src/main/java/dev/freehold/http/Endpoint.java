package dev.freehold.http;

import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.Optional;

/// Handles the requests of one route. Runs on an event loop and must not block. A failed future
/// with a [dev.freehold.problem.ProblemException] is answered with that problem, any other failure
/// with `INTERNAL_ERROR`.
@FunctionalInterface
public interface Endpoint {
  Future<Reply> answer(Request request);

  /// The problem that rejects the request whatever its body is. Called before the body is read, so
  /// that an anonymous caller cannot make the server keep it. Runs on the event loop and must not
  /// read the body.
  default Optional<Problem> checkHead(Request head) {
    return Optional.empty();
  }
}
