package dev.freehold.testkit.generate;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testkit.generate.TestActor.ExpectedAccess;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.testkit.generate.TestCaseBuilder.SampleUnavailableException;
import dev.freehold.testkit.value.RowSample;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/// Tests access to bulk operations for every kind of caller.
final class BulkAccessTestGenerator {
  private final TestCaseCollector cases;
  private final ResourcePlan resource;
  private final String path;

  private BulkAccessTestGenerator(TestCaseCollector cases, ResourcePlan resource) {
    this.cases = cases;
    this.resource = resource;
    this.path = "/" + resource.name();
  }

  public static void add(TestCaseCollector cases, ResourcePlan resource) {
    BulkAccessTestGenerator access = new BulkAccessTestGenerator(cases, resource);
    for (TestActor actor : cases.api().allActors(resource)) {
      access.createMany(actor);
      access.updateMany(actor);
      access.updateWhere(actor);
      access.deleteWhere(actor);
    }
    access.allOrNone();
  }

  private static JsonObject json(RowSample sample) {
    return new JsonObject(sample.body());
  }

  private void createMany(TestActor actor) {
    ExpectedAccess expected = actor.expectedAccess(resource, CrudOperation.CREATE, true);
    cases.add(
        "POST "
            + path
            + " with a list › "
            + actor.description()
            + " › "
            + RowAccessTestGenerator.words(expected, 201),
        test -> {
          TestActor maker = expected.isAllowed() ? actor : cases.api().requireOwner(resource);
          JsonArray rows =
              new JsonArray()
                  .add(json(test.sampleRow(resource, maker, Map.of(), false)))
                  .add(json(test.sampleRow(resource, maker, Map.of(), false)));
          TestStepBuilder step = test.send(actor, "POST", path).body(rows);
          if (!expected.isAllowed()) {
            step.expectRefusal(expected);
            return;
          }
          step.expectStatus(201)
              .save("first", "data." + resource.name() + ".0.id")
              .save("second", "data." + resource.name() + ".1.id");
          test.send(actor, "GET", path + "/{first}")
              .expectStatus(200)
              .expectBodyPart("data.id", "{first}");
          test.send(actor, "GET", path + "/{second}")
              .expectStatus(200)
              .expectBodyPart("data.id", "{second}");
        });
  }

  /// A field to change, from a caller who may change it.
  private static Map.Entry<String, Object> change(
      TestCaseBuilder test, CreatedRow row, TestActor by) {
    return test.findChange(row, by)
        .orElseThrow(
            () ->
                new SampleUnavailableException(
                    "there is no field of "
                        + row.resource().name()
                        + " that can be changed and that no check reads"));
  }

  private void updateMany(TestActor actor) {
    ExpectedAccess expected = actor.expectedAccess(resource, CrudOperation.UPDATE, actor.isOwner());
    cases.add(
        "PATCH "
            + path
            + " with a list › "
            + actor.description()
            + " › "
            + RowAccessTestGenerator.words(expected, 200),
        test -> {
          TestActor owner = cases.api().requireOwner(resource);
          CreatedRow row = test.createRow(resource, owner);
          JsonObject body = new JsonObject().put("id", row.id());
          if (expected.isAllowed()) {
            Map.Entry<String, Object> change = change(test, row, actor);
            body.put(change.getKey(), change.getValue());
          }
          TestStepBuilder step = test.send(actor, "PATCH", path).body(new JsonArray().add(body));
          if (expected.isAllowed()) {
            step.expectStatus(200)
                .expectExactRows("data." + resource.name(), java.util.List.of(row.id()), true);
          } else {
            step.expectRefusal(expected).expectBodyOmits(row.uniqueText());
          }
        });
  }

  private void updateWhere(TestActor actor) {
    ExpectedAccess some = actor.expectedAccess(resource, CrudOperation.UPDATE, true);
    boolean mine = actor.isOwner() || actor.mayAccessAnyRow(resource, CrudOperation.UPDATE);
    String done = mine ? "200, one row" : "200, no row";
    cases.add(
        "PATCH "
            + path
            + "?id[in]=… › "
            + actor.description()
            + " › "
            + (some.isAllowed() ? done : RowAccessTestGenerator.words(some, 0)),
        test -> {
          CreatedRow row = test.createRow(resource, cases.api().requireOwner(resource));
          Map.Entry<String, Object> change =
              change(test, row, some.isAllowed() ? actor : someoneWhoMay(CrudOperation.UPDATE));
          TestStepBuilder step =
              test.send(actor, "PATCH", path)
                  .query(cases.api().unfilteredParameters(resource))
                  .query("id[in]", row.id())
                  .body(Map.of(change.getKey(), change.getValue()));
          if (some.isAllowed()) {
            step.expectStatus(200).expectBodyPart("data.affected", mine ? 1 : 0);
          } else {
            step.expectRefusal(some);
          }
        });
  }

  /// A caller with access to the operation, to find a changeable field for a refused caller.
  private TestActor someoneWhoMay(CrudOperation operation) {
    return cases.api().allActors(resource).stream()
        .filter(actor -> actor.mayAccessSomeRow(resource, operation))
        .findFirst()
        .orElse(cases.api().requireOwner(resource));
  }

  private void deleteWhere(TestActor actor) {
    ExpectedAccess some = actor.expectedAccess(resource, CrudOperation.DELETE, true);
    boolean mine = actor.isOwner() || actor.mayAccessAnyRow(resource, CrudOperation.DELETE);
    String done = mine ? "200, one row" : "200, no row";
    cases.add(
        "DELETE "
            + path
            + "?id[in]=… › "
            + actor.description()
            + " › "
            + (some.isAllowed() ? done : RowAccessTestGenerator.words(some, 0)),
        test -> {
          TestActor owner = cases.api().requireOwner(resource);
          CreatedRow row = test.createRow(resource, owner);
          TestStepBuilder step =
              test.send(actor, "DELETE", path)
                  .query(cases.api().unfilteredParameters(resource))
                  .query("id[in]", row.id());
          if (some.isAllowed()) {
            step.expectStatus(200).expectBodyPart("data.affected", mine ? 1 : 0);
          } else {
            step.expectRefusal(some);
          }
          TestStepBuilder after = test.send(owner, "GET", row.path());
          if (some.isAllowed() && mine) {
            after.expectRefusal(404, "NOT_FOUND");
          } else {
            after.expectStatus(200).expectBodyPart("data.id", row.id());
          }
        });
  }

  private void allOrNone() {
    if (cases.api().owner(resource).isEmpty()) {
      return;
    }
    cases.add(
        "POST " + path + " with a list › one row has a fault › 400, no row is made",
        test -> {
          test.requireFreshUsers();
          TestActor owner = cases.api().requireOwner(resource);
          JsonObject good = json(test.sampleRow(resource, owner, Map.of(), false));
          JsonObject bad =
              json(test.sampleRow(resource, owner, Map.of(), false)).put("no_such_field", 1);
          test.send(owner, "POST", path)
              .body(new JsonArray().add(good).add(bad))
              .expectValidationError("[1].no_such_field", "unknown");
          test.list(owner, resource)
              .onlyRowsOf(owner, resource)
              .expectStatus(200)
              .expectBodyPart("data.pagination.total", 0);
        });
    cases.add(
        "PATCH " + path + " without a condition › 400",
        test -> {
          TestActor owner = cases.api().requireOwner(resource);
          ExpectedAccess expected = owner.expectedAccess(resource, CrudOperation.UPDATE, true);
          TestStepBuilder step =
              test.send(owner, "PATCH", path).query("max_affected", "5").body(Map.of());
          if (expected.isAllowed()) {
            step.expectRefusal(400, "VALIDATION_ERROR");
          } else {
            step.expectRefusal(expected);
          }
        });
    cases.add(
        "DELETE " + path + " without a condition › 400",
        test -> {
          TestActor owner = cases.api().requireOwner(resource);
          ExpectedAccess expected = owner.expectedAccess(resource, CrudOperation.DELETE, true);
          TestStepBuilder step = test.send(owner, "DELETE", path).query("max_affected", "5");
          if (expected.isAllowed()) {
            step.expectRefusal(400, "VALIDATION_ERROR");
          } else {
            step.expectRefusal(expected);
          }
        });
  }
}
