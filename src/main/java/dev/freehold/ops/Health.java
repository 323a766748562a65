package dev.freehold.ops;

import dev.freehold.http.Endpoint;
import dev.freehold.http.Method;
import dev.freehold.http.Replies;
import dev.freehold.http.Reply;
import dev.freehold.http.Route;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Tells a load balancer what to do: `/healthz` whether the process lives (restart it where not),
/// `/readyz` whether it can serve now (send requests elsewhere where not). Both answer from memory.
public final class Health {
  private Health() {}

  /// The two routes.
  ///
  /// @param ready read at every call, so it must be cheap and must not block: a cached state
  public static List<Route> routes(BooleanSupplier ready) {
    Future<Reply> ok =
        Future.succeededFuture(
            Replies.data(
                200,
                out -> {
                  out.writeStartObject();
                  out.writeStringField("status", "ok");
                  out.writeEndObject();
                }));
    Endpoint liveness =
        request -> {
          request.refuseParameters();
          return ok;
        };
    Endpoint readiness =
        request -> {
          request.refuseParameters();
          return ready.getAsBoolean()
              ? ok
              : Future.failedFuture(new Problem.Unavailable(1, Problem.Outcome.NONE).failure());
        };
    return List.of(
        new Route(Method.GET, "/healthz", Route.Body.IGNORED, liveness),
        new Route(Method.GET, "/readyz", Route.Body.IGNORED, readiness));
  }
}
