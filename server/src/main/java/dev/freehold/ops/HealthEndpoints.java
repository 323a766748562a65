package dev.freehold.ops;

import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Health endpoints for load balancers. `/healthz`: the process lives; restart it if not.
/// `/readyz`: the server can serve now; send requests elsewhere if not. Both answer from memory.
public final class HealthEndpoints {
  private HealthEndpoints() {}

  /// The two routes.
  ///
  /// @param unreadiness why the server cannot serve now, if so; read on every call, must be a cached
  ///   state that does not block
  public static List<Route> routes(Supplier<Optional<Problem>> unreadiness) {
    Future<Reply> ok =
        Future.succeededFuture(
            ReplyEnvelope.data(
                200,
                out -> {
                  out.writeStartObject();
                  out.writeStringField("status", "ok");
                  out.writeEndObject();
                }));
    Endpoint liveness =
        request -> {
          request.rejectQueryParameters();
          return ok;
        };
    Endpoint readiness =
        request -> {
          request.rejectQueryParameters();
          return unreadiness
              .get()
              .<Future<Reply>>map(problem -> Future.failedFuture(problem.toException()))
              .orElse(ok);
        };
    return List.of(
        new Route(RequestMethod.GET, "/healthz", Route.Body.IGNORED, liveness),
        new Route(RequestMethod.GET, "/readyz", Route.Body.IGNORED, readiness));
  }
}
