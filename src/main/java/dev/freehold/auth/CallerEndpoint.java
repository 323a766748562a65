package dev.freehold.auth;

import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import io.vertx.core.Future;

/// Answers a route for someone who is signed in. Like [dev.freehold.http.Endpoint] otherwise.
@FunctionalInterface
public interface CallerEndpoint {
  Future<Reply> answer(Request request, Caller.User caller);
}
