package dev.freehold.app;

import dev.freehold.api.ResourceEndpoint;
import dev.freehold.auth.AuthRoutes;
import dev.freehold.auth.Caller;
import dev.freehold.auth.RequestAuthenticator.OptionalAuthEndpoint;
import dev.freehold.db.DatabaseProblemMapper;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Refuses writes while the disk of the embedded database is nearly full. Reads go on, and so do
/// log-in, refresh, the end of sessions and of API keys, a new password and the deletion of the account:
/// each writes small rows, or parts of them, and who must shut somebody out cannot wait.
final class WriteGate {
  private static final Set<String> SMALL_WRITES =
      Set.of(
          AuthRoutes.LOGIN,
          AuthRoutes.REFRESH,
          AuthRoutes.LOGOUT,
          AuthRoutes.PASSWORD,
          AuthRoutes.RESET,
          AuthRoutes.VERIFY,
          AuthRoutes.KEY,
          AuthRoutes.SESSIONS,
          AuthRoutes.SESSION);

  private final BooleanSupplier closed;

  /// @param closed asked for each write; must not block
  WriteGate(BooleanSupplier closed) {
    this.closed = closed;
  }

  /// `route` behind this gate, if it writes.
  Route guard(Route route) {
    boolean deletesAccount =
        route.method() == RequestMethod.DELETE && route.path().equals(AuthRoutes.ME);
    if (route.method() == RequestMethod.GET
        || deletesAccount
        || SMALL_WRITES.contains(route.path())) {
      return route;
    }
    Endpoint endpoint = route.endpoint();
    return new Route(
        route.method(),
        route.path(),
        route.body(),
        new Endpoint() {
          @Override
          public Future<Reply> answer(Request request) {
            return closed.getAsBoolean() ? storageFull() : endpoint.answer(request);
          }

          @Override
          public Optional<Problem> checkHead(Request head) {
            return endpoint.checkHead(head);
          }
        });
  }

  /// The same for an operation on resources.
  ResourceEndpoint guard(ResourceEndpoint operation) {
    if (operation.method() == RequestMethod.GET) {
      return operation;
    }
    OptionalAuthEndpoint endpoint = operation.endpoint();
    return new ResourceEndpoint(
        operation.method(),
        operation.path(),
        operation.body(),
        new OptionalAuthEndpoint() {
          @Override
          public Future<Reply> answer(Request request, Caller caller) {
            return closed.getAsBoolean() ? storageFull() : endpoint.answer(request, caller);
          }

          @Override
          public Optional<Problem> refusal(Caller caller) {
            return endpoint.refusal(caller);
          }
        });
  }

  private static Future<Reply> storageFull() {
    return Future.failedFuture(DatabaseProblemMapper.storageFull().toException());
  }
}
