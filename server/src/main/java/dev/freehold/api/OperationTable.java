package dev.freehold.api;

import static dev.freehold.http.RequestMethod.DELETE;
import static dev.freehold.http.RequestMethod.GET;
import static dev.freehold.http.RequestMethod.PATCH;
import static dev.freehold.http.RequestMethod.POST;
import static dev.freehold.http.RequestMethod.PUT;
import static dev.freehold.http.Route.Body.IGNORED;
import static dev.freehold.http.Route.Body.JSON;

import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.auth.Caller;
import dev.freehold.http.Request;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.input.BodyReader;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.plan.TablePlan.Link;
import dev.freehold.problem.Problem;
import dev.freehold.spec.Access;
import dev.freehold.spec.Teams;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The table of operations by method and path.
final class OperationTable {
  private OperationTable() {}

  static List<OperationRoute> of(OperationDependencies dependencies) {
    List<OperationRoute> table = new ArrayList<>();
    for (ResourcePlan plan : dependencies.api().resources()) {
      String all = dependencies.api().base() + "/" + plan.name();
      String bulk = all + ResourcePlan.BULK;
      String one = all + "/{id}";
      if (isGranted(plan, Access.CrudOperation.READ)) {
        table.add(
            new OperationRoute(GET, all, IGNORED, ListOperation.forResource(dependencies, plan)));
        table.add(
            new OperationRoute(
                GET, all + "/summary", IGNORED, new SummaryOperation(dependencies, plan)));
        table.add(new OperationRoute(GET, one, IGNORED, new ReadOperation(dependencies, plan)));
        for (Relation relation : plan.relations()) {
          if (relation.hasPath()) {
            table.add(
                new OperationRoute(
                    GET,
                    one + "/" + relation.name(),
                    IGNORED,
                    ListOperation.forParent(dependencies, plan, relation)));
          }
        }
        for (Link link : plan.table().links()) {
          if (link.mayBeLeft()) {
            table.add(
                new OperationRoute(
                    DELETE,
                    LeaveOperation.path(one, link),
                    IGNORED,
                    new LeaveOperation(dependencies, plan, link)));
          }
        }
      }
      if (isGranted(plan, Access.CrudOperation.CREATE)) {
        table.add(new OperationRoute(POST, all, JSON, create(dependencies, plan)));
        if (dependencies.api().createsMany(plan)) {
          table.add(
              new OperationRoute(POST, bulk, JSON, new BulkCreateOperation(dependencies, plan)));
        }
      }
      if (isGranted(plan, Access.CrudOperation.UPDATE)) {
        BulkUpdateOperation each = new BulkUpdateOperation(dependencies, plan);
        var many = new SingleOrBulkWrite(new UpdateByQueryOperation(dependencies, plan), each);
        table.add(new OperationRoute(PATCH, all, JSON, many));
        table.add(new OperationRoute(PATCH, bulk, JSON, each));
        UpdateOperation update = new UpdateOperation(dependencies, plan);
        table.add(new OperationRoute(PUT, one, JSON, update));
        table.add(new OperationRoute(PATCH, one, JSON, update));
      }
      if (isGranted(plan, Access.CrudOperation.DELETE)) {
        table.add(
            new OperationRoute(
                DELETE, all, IGNORED, new DeleteByQueryOperation(dependencies, plan)));
        table.add(
            new OperationRoute(DELETE, one, IGNORED, new DeleteOperation(dependencies, plan)));
      }
    }
    if (dependencies.api().teams() != null) {
      table.add(
          new OperationRoute(
              POST,
              dependencies.api().base() + "/" + Teams.TEAM_INVITATIONS + "/accept",
              JSON,
              new InvitationAcceptOperation(dependencies)));
    }
    return List.copyOf(table);
  }

  /// A team and an invitation are created one by one.
  private static WriteOperation create(OperationDependencies dependencies, ResourcePlan plan) {
    if (!dependencies.api().createsMany(plan)) {
      return plan.name().equals(Teams.TEAMS)
          ? new TeamCreateOperation(dependencies, plan)
          : new CreateOperation(
              dependencies, plan, InvitationAcceptOperation.withToken(dependencies.invitations()));
    }
    return new SingleOrBulkWrite(
        new CreateOperation(dependencies, plan), new BulkCreateOperation(dependencies, plan));
  }

  private static boolean isGranted(ResourcePlan plan, Access.CrudOperation operation) {
    return !plan.access().of(operation).isEmpty();
  }

  /// An entry of the table, for requests and for steps of a batch.
  ///
  /// @param path from the root, in the syntax of [Route]
  public record OperationRoute(
      RequestMethod method, String path, Route.Body body, ApiOperation operation) {}

  /// A change whose body says which of two it is: an array holds several rows.
  ///
  /// @param one for any other body, also one that is no JSON; both are the same operation, and so
  ///     refused to the same callers
  public record SingleOrBulkWrite(WriteOperation one, WriteOperation several)
      implements WriteOperation {
    @Override
    public Optional<Problem> refusal(Caller caller) {
      return one.refusal(caller);
    }

    @Override
    public Future<PreparedWrite> prepare(Request request, Caller caller) {
      boolean array = BodyReader.isArray(request.body().getBytes());
      return (array ? several : one).prepare(request, caller);
    }
  }
}
