package dev.freehold.api.route;

import static dev.freehold.http.Method.DELETE;
import static dev.freehold.http.Method.GET;
import static dev.freehold.http.Method.PATCH;
import static dev.freehold.http.Method.POST;
import static dev.freehold.http.Method.PUT;
import static dev.freehold.http.Route.Body.IGNORED;
import static dev.freehold.http.Route.Body.JSON;

import dev.freehold.api.OperationRoute;
import dev.freehold.api.Parts;
import dev.freehold.api.ReadOne;
import dev.freehold.api.bulk.ByBody;
import dev.freehold.api.bulk.CreateMany;
import dev.freehold.api.bulk.DeleteWhere;
import dev.freehold.api.bulk.UpdateMany;
import dev.freehold.api.bulk.UpdateWhere;
import dev.freehold.api.page.ListRows;
import dev.freehold.api.write.Create;
import dev.freehold.api.write.Delete;
import dev.freehold.api.write.Update;
import dev.freehold.plan.Relation;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access;
import java.util.ArrayList;
import java.util.List;

/// Which operation answers which method of which path.
final class OperationTable {
  private OperationTable() {}

  static List<OperationRoute> of(Parts parts) {
    List<OperationRoute> table = new ArrayList<>();
    for (ResourcePlan plan : parts.api().resources()) {
      String all = parts.api().base() + "/" + plan.name();
      String one = all + "/{id}";
      if (isGranted(plan, Access.Operation.READ)) {
        table.add(new OperationRoute(GET, all, IGNORED, ListRows.of(parts, plan)));
        table.add(new OperationRoute(GET, one, IGNORED, new ReadOne(parts, plan)));
        for (Relation relation : plan.relations()) {
          if (relation.many()) {
            table.add(
                new OperationRoute(
                    GET,
                    one + "/" + relation.name(),
                    IGNORED,
                    ListRows.under(parts, plan, relation)));
          }
        }
      }
      if (isGranted(plan, Access.Operation.CREATE)) {
        var create = new ByBody(new Create(parts, plan), new CreateMany(parts, plan));
        table.add(new OperationRoute(POST, all, JSON, create));
      }
      if (isGranted(plan, Access.Operation.UPDATE)) {
        var many = new ByBody(new UpdateWhere(parts, plan), new UpdateMany(parts, plan));
        table.add(new OperationRoute(PATCH, all, JSON, many));
        Update update = new Update(parts, plan);
        table.add(new OperationRoute(PUT, one, JSON, update));
        table.add(new OperationRoute(PATCH, one, JSON, update));
      }
      if (isGranted(plan, Access.Operation.DELETE)) {
        table.add(new OperationRoute(DELETE, all, IGNORED, new DeleteWhere(parts, plan)));
        table.add(new OperationRoute(DELETE, one, IGNORED, new Delete(parts, plan)));
      }
    }
    return List.copyOf(table);
  }

  private static boolean isGranted(ResourcePlan plan, Access.Operation operation) {
    return !plan.access().of(operation).isEmpty();
  }
}
