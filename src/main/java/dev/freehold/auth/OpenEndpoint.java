package dev.freehold.auth;

import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.Optional;

/// Answers a route that is open to everybody, and is told who asks. Like [dev.freehold.http.Endpoint] otherwise.
@FunctionalInterface
public interface OpenEndpoint {
  Future<Reply> answer(Request request, Caller caller);

  /// Why this caller cannot be answered whatever the body says; see [dev.freehold.http.Endpoint#refusal].
  default Optional<Problem> refusal(Caller caller) {
    return Optional.empty();
  }
}
