package dev.freehold.api;

import static dev.freehold.http.Method.DELETE;
import static dev.freehold.http.Method.GET;
import static dev.freehold.http.Method.PATCH;
import static dev.freehold.http.Method.POST;
import static dev.freehold.http.Method.PUT;
import static dev.freehold.http.Route.Body.IGNORED;
import static dev.freehold.http.Route.Body.JSON;

import dev.freehold.auth.CallerEndpoint;
import dev.freehold.db.Database;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Route;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/// The routes of all resources, each behind its guard.
public final class ResourceRoutes {
  private ResourceRoutes() {}

  /// Compiles every statement, reader and writer; requests only bind values.
  ///
  /// @param database under the runtime role, which owns nothing and is held to row-level security
  /// @param ids makes UUIDv7s
  /// @param user the guard that lets only signed-in people through
  public static List<Route> of(
      ApiPlan plan,
      Database database,
      Supplier<UUID> ids,
      Function<CallerEndpoint, Endpoint> user) {
    return plan.resources().stream()
        .flatMap(resource -> of(plan.base(), resource, database, ids, user).stream())
        .toList();
  }

  private static List<Route> of(
      String base,
      ResourcePlan plan,
      Database database,
      Supplier<UUID> ids,
      Function<CallerEndpoint, Endpoint> user) {
    Rows rows = new Rows(database, new Failures(plan));
    OneRow row = new OneRow(plan, base);
    Update update = new Update(plan, row, rows);
    String all = base + "/" + plan.name();
    String one = all + "/{id}";
    return List.of(
        new Route(GET, all, IGNORED, user.apply(new ListRows(plan, rows))),
        new Route(POST, all, JSON, user.apply(new Create(plan, row, rows, ids))),
        new Route(GET, one, IGNORED, user.apply(new ReadOne(plan, row, rows))),
        new Route(PUT, one, JSON, user.apply(update)),
        new Route(PATCH, one, JSON, user.apply(update)),
        new Route(DELETE, one, IGNORED, user.apply(new Delete(plan, rows))));
  }
}
