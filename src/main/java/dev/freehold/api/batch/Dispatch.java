package dev.freehold.api.batch;

import dev.freehold.api.Operation;
import dev.freehold.api.OperationRoute;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Match;
import dev.freehold.http.Parameter;
import dev.freehold.http.Query;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.Route;
import dev.freehold.http.Router;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Finds the operation of a step as the server finds that of a request, and asks it.
final class Dispatch {
  private final String base;
  private final Map<Route, Operation> operations = new HashMap<>();
  private final Router router;

  Dispatch(String base, List<OperationRoute> table) {
    this.base = base;
    for (OperationRoute line : table) {
      operations.put(route(line), line.operation());
    }
    this.router = new Router(List.copyOf(operations.keySet()));
  }

  /// Only the router's answer is used of it, never the endpoint.
  private static Route route(OperationRoute line) {
    return new Route(
        line.method(),
        line.path(),
        line.body(),
        _ -> Future.failedFuture(new IllegalStateException("A step is no request")));
  }

  /// @return fails with what is wrong with the step
  /// @throws dev.freehold.problem.ProblemException the same, where it is known at once
  Future<Reply> answer(
      Step step, StepResults results, Request batch, Caller caller, Database database) {
    String address = results.path(step.path());
    int question = address.indexOf('?');
    String path = base + (question < 0 ? address : address.substring(0, question));
    return switch (router.match(step.method().name(), path)) {
      case Match.Found found -> {
        List<Parameter> parameters =
            Query.parse(question < 0 ? "" : address.substring(question + 1));
        Buffer body = body(step, found, results);
        StepRequest request = new StepRequest(batch, found, parameters, step.headers(), body);
        yield Objects.requireNonNull(operations.get(found.route()))
            .answer(request, caller, database);
      }
      case Match.MethodNotAllowed(String allow) ->
          throw new Problem.MethodNotAllowed(allow).failure();
      case Match.Malformed _ ->
          throw new Problem.BadRequest("The path must be percent-encoded UTF-8.").failure();
      case Match.NotFound _, Match.Options _ -> throw new Problem.NotFound().failure();
    };
  }

  private static Buffer body(Step step, Match.Found found, StepResults results) {
    Template body = step.body();
    if (body == null) {
      return Buffer.buffer();
    }
    if (found.route().body() == Route.Body.IGNORED) {
      throw Problem.Invalid.of(
              "body", ViolationCode.UNKNOWN, step.method() + " takes no body here.")
          .failure();
    }
    return results.body(body);
  }
}
