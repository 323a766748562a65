package dev.freehold.http;

import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.Optional;

/// Answers one route. Runs on an event loop: it must not block. A failed future carrying a
/// [dev.freehold.problem.ProblemException] is answered as that problem, any other failure as `INTERNAL_ERROR`.
@FunctionalInterface
public interface Endpoint {
  Future<Reply> answer(Request request);

  /// Why the request cannot be answered whatever its body says: asked before one is read, so that strangers cannot make
  /// the server keep what they send. Called on the event loop; must not look at the body.
  default Optional<Problem> refusal(Request head) {
    return Optional.empty();
  }
}
