package dev.freehold.auth;

import dev.freehold.auth.AuthThrottle.AuthLimit;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseProblemMapper;
import dev.freehold.db.SchemaMonitor;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.http.Route.Body;
import dev.freehold.problem.ProblemException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/// Collects the routes of accounts. What readers and limits throw, and failures of the database, become
/// problems; and responses tell what is left of the limit of their route.
final class AuthRouteTable {
  private final SchemaMonitor schema;
  private final AuthThrottle throttle;
  private final List<Route> routes = new ArrayList<>();

  AuthRouteTable(SchemaMonitor schema, AuthThrottle throttle) {
    this.schema = schema;
    this.throttle = throttle;
  }

  void add(RequestMethod method, String path, Body body, AuthLimit limit, Endpoint endpoint) {
    addWithoutLimit(method, path, body, limited(limit, endpoint));
  }

  /// A route whose responses tell of no limit.
  void addWithoutLimit(RequestMethod method, String path, Body body, Endpoint endpoint) {
    routes.add(route(method, path, body, endpoint));
  }

  /// A `GET` that uses something up, and that `HEAD` must not use up.
  void addGetWithoutHead(String path, Endpoint endpoint) {
    routes.add(route(RequestMethod.GET, path, Body.IGNORED, endpoint).withoutHead());
  }

  List<Route> routes() {
    return List.copyOf(routes);
  }

  private Route route(RequestMethod method, String path, Body body, Endpoint endpoint) {
    return new Route(method, path, body, request -> answer(endpoint, request));
  }

  /// Responses tell what is left of the limit, but not those of a problem other than the limit.
  private Endpoint limited(AuthLimit limit, Endpoint endpoint) {
    return request ->
        endpoint.answer(request).map(reply -> throttle.describe(limit, request, reply));
  }

  private Future<Reply> answer(Endpoint endpoint, Request request) {
    try {
      return endpoint
          .answer(request)
          .recover(failure -> explain(failure).compose(Future::failedFuture));
    } catch (ProblemException problem) {
      return Future.failedFuture(problem);
    }
  }

  /// An unexpected error of the database is a defect of this server, or the tables have changed.
  private Future<Throwable> explain(Throwable failure) {
    Throwable known = DatabaseProblemMapper.toRequestFailure(failure);
    return known instanceof DatabaseException unexpected
        ? schema.explain(unexpected)
        : Future.succeededFuture(known);
  }
}
