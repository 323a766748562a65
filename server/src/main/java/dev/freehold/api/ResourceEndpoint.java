package dev.freehold.api;

import dev.freehold.auth.RequestAuthenticator.OptionalAuthEndpoint;
import dev.freehold.http.Endpoint;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import java.util.function.Function;

/// An operation on resources as it answers one request by itself: authorized, in a transaction where
/// it needs one, within the limits of its caller. Its callers differ only in how a request arrives.
///
/// @param path from the root, in the syntax of [Route]
public record ResourceEndpoint(
    RequestMethod method, String path, Route.Body body, OptionalAuthEndpoint endpoint) {

  /// The route of the REST API.
  ///
  /// @param guard authenticates requests
  public Route route(Function<OptionalAuthEndpoint, Endpoint> guard) {
    return new Route(method, path, body, guard.apply(endpoint));
  }
}
