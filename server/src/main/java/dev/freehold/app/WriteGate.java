package dev.freehold.app;

import dev.freehold.auth.AuthRoutes;
import dev.freehold.db.DatabaseProblemMapper;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import io.vertx.core.Future;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Refuses writes while the disk of the embedded database is nearly full. Reads go on, and so do
/// log-in, refresh and log-out: each writes one small row, or a part of one.
final class WriteGate {
  private static final Set<String> SMALL_WRITES =
      Set.of(AuthRoutes.LOGIN, AuthRoutes.REFRESH, AuthRoutes.LOGOUT);

  private final BooleanSupplier closed;

  /// @param closed asked for each write; must not block
  WriteGate(BooleanSupplier closed) {
    this.closed = closed;
  }

  /// `route` behind this gate, if it writes.
  Route guard(Route route) {
    if (route.method() == RequestMethod.GET || SMALL_WRITES.contains(route.path())) {
      return route;
    }
    return new Route(
        route.method(),
        route.path(),
        route.body(),
        request ->
            closed.getAsBoolean()
                ? Future.failedFuture(DatabaseProblemMapper.storageFull().toException())
                : route.endpoint().answer(request));
  }
}
