package dev.freehold.api;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.BatchOperation.BatchStep;
import dev.freehold.api.OperationTable.OperationRoute;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.QueryStringParser;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.Request.QueryParameter;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.http.Router;
import dev.freehold.http.Router.RoutingResult;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import dev.freehold.spec.Teams;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Dispatches the steps of a batch to their operations, with the routing of the server.
final class BatchStepDispatcher {
  private static final String TEAM = "headers." + Teams.HEADER;

  private final String base;
  private final TeamRoleLookup teamRoles;
  private final Map<Route, ApiOperation> operations = new HashMap<>();
  private final Router router;

  BatchStepDispatcher(OperationDependencies dependencies, List<OperationRoute> table) {
    this.base = dependencies.api().base();
    this.teamRoles = new TeamRoleLookup(dependencies);
    for (OperationRoute line : table) {
      operations.put(route(line), line.operation());
    }
    this.router = new Router(List.copyOf(operations.keySet()));
  }

  /// A placeholder: only the match of the router is used, never the endpoint.
  private static Route route(OperationRoute line) {
    return new Route(
        line.method(),
        line.path(),
        line.body(),
        _ -> Future.failedFuture(new IllegalStateException("A step is no request")));
  }

  /// @return fails with the error of the step
  /// @throws dev.freehold.problem.ProblemException the error, if it is known at once
  Future<Reply> answer(
      BatchStep step, BatchResults results, Request batch, Caller caller, Database database) {
    String address = results.resolvePath(step.path());
    int question = address.indexOf('?');
    String path = base + (question < 0 ? address : address.substring(0, question));
    return switch (router.match(step.method().name(), path)) {
      case RoutingResult.RouteMatch routeMatch -> {
        List<QueryParameter> parameters =
            QueryStringParser.parse(question < 0 ? "" : address.substring(question + 1));
        Buffer body = body(step, routeMatch, results);
        BatchStepRequest request =
            new BatchStepRequest(batch, routeMatch, parameters, step.headers(), body);
        ApiOperation operation = Objects.requireNonNull(operations.get(routeMatch.route()));
        yield caller(step, results, caller, database)
            .compose(known -> operation.answer(request, known, database))
            .recover(failure -> Future.failedFuture(ofStep(failure)));
      }
      case RoutingResult.MethodMismatch(String allow) ->
          throw new Problem.MethodNotAllowed(allow).toException();
      case RoutingResult.MalformedPath _ ->
          throw new Problem.BadRequest("The path must be percent-encoded UTF-8.").toException();
      case RoutingResult.NoRoute _, RoutingResult.OptionsMatch _ ->
          throw new Problem.NotFound().toException();
    };
  }

  /// The caller in the team of the step; in that of the batch if the step names none.
  private Future<Caller> caller(
      BatchStep step, BatchResults results, Caller caller, Database database) {
    BatchTemplate team = step.team();
    if (team == null || !(caller instanceof Caller.User user)) {
      return Future.succeededFuture(caller);
    }
    return switch (ValueParser.parse(ScalarType.UUID, results.resolveText(team, TEAM))) {
      case ValueResult.Valid(Object id) -> teamRoles.of(user.inTeam((UUID) id), database);
      case ValueResult.Invalid _ ->
          throw Problem.Invalid.of(TEAM, ViolationCode.FORMAT, Teams.HEADER + " must be a UUID.")
              .toException();
    };
  }

  /// A step has its headers in a member.
  private static Throwable ofStep(Throwable failure) {
    if (!(failure instanceof ProblemException known)) {
      return failure;
    }
    Problem ofStep = known.problem().mapViolations(BatchStepDispatcher::ofStep);
    return ofStep.equals(known.problem()) ? failure : ofStep.toException();
  }

  private static Violation ofStep(Violation violation) {
    return violation.field().equals(Teams.HEADER)
        ? new Violation(TEAM, violation.code(), violation.message())
        : violation;
  }

  private static Buffer body(
      BatchStep step, RoutingResult.RouteMatch routeMatch, BatchResults results) {
    BatchTemplate body = step.body();
    if (body == null) {
      return Buffer.buffer();
    }
    if (routeMatch.route().body() == Route.Body.IGNORED) {
      throw Problem.Invalid.of(
              "body", ViolationCode.UNKNOWN, step.method() + " takes no body here.")
          .toException();
    }
    return results.resolveBody(body);
  }

  /// The request of a step. Has the id and the client address of the batch request, but none of its
  /// headers.
  record BatchStepRequest(
      Request batch,
      RoutingResult.RouteMatch match,
      List<QueryParameter> queryParameters,
      Map<String, String> headers,
      Buffer body)
      implements Request {
    @Override
    public String id() {
      return batch.id();
    }

    @Override
    public RequestMethod method() {
      return match.route().method();
    }

    @Override
    public String route() {
      return match.route().path();
    }

    @Override
    public String pathParameter(String name) {
      int index = match.names().indexOf(name);
      if (index < 0) {
        throw new IllegalArgumentException("The route has no parameter '" + name + "'");
      }
      return match.values().get(index);
    }

    @Override
    public @Nullable String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public String clientAddress() {
      return batch.clientAddress();
    }
  }
}
