package dev.freehold.testkit.generate;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testkit.generate.TestActor.ExpectedAccess;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.testkit.value.RowSample;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tests access through `POST /batch`: each step must get the response of a single request.
final class BatchAccessTestGenerator {
  private BatchAccessTestGenerator() {}

  public static void add(TestCaseCollector cases, ResourcePlan resource) {
    String path = "/" + resource.name();
    for (TestActor actor : cases.api().allActors(resource)) {
      ExpectedAccess alone = actor.expectedAccess(resource, CrudOperation.READ, actor.isOwner());
      boolean signedIn = actor.signedIn();
      String outcome = signedIn ? RowAccessTestGenerator.words(alone, 200) : "401";
      cases.add(
          "POST /batch of GET " + path + "/{id} › " + actor.description() + " › " + outcome,
          test -> {
            CreatedRow row = test.createRow(resource, cases.api().requireOwner(resource));
            var line =
                test.send(actor, "POST", "/batch").body(batch(step("GET", row.path(), null)));
            if (!signedIn) {
              line.expectRefusal(401, "UNAUTHORIZED");
            } else if (alone.isAllowed()) {
              line.expectStatus(200)
                  .expectBodyPart("data.results.0.status", 200)
                  .expectBodyPart("data.results.0.data.id", row.id());
            } else {
              line.expectRefusal(alone).expectBodyOmits(row.uniqueText());
            }
          });
    }
    if (cases.api().owner(resource).isEmpty()) {
      return;
    }
    cases.add(
        "POST /batch › a row of " + path + " that is made and read › 200",
        test -> {
          TestActor owner = cases.api().requireOwner(resource);
          RowSample sample = test.sampleRow(resource, owner, Map.of(), false);
          test.send(owner, "POST", "/batch")
              .body(batch(step("POST", path, sample.body()), step("GET", path + "/{$1.id}", null)))
              .expectStatus(200)
              .expectBodyPart("data.results.0.status", 201)
              .expectBodyPart("data.results.1.status", 200)
              .save("made", "data.results.0.data.id");
          test.send(owner, "GET", path + "/{made}")
              .expectStatus(200)
              .expectBodyPart("data.id", "{made}");
        });
    cases.add(
        "POST /batch › the second row of " + path + " has a fault › 400, no row is made",
        test -> {
          test.requireFreshUsers();
          TestActor owner = cases.api().requireOwner(resource);
          RowSample good = test.sampleRow(resource, owner, Map.of(), false);
          test.send(owner, "POST", "/batch")
              .body(
                  batch(
                      step("POST", path, good.body()),
                      step("POST", path, Map.of("no_such_field", 1))))
              .expectValidationError("operations[1].no_such_field", "unknown");
          test.list(owner, resource)
              .onlyRowsOf(owner, resource)
              .expectStatus(200)
              .expectBodyPart("data.pagination.total", 0);
        });
  }

  private static JsonObject step(
      String method, String path, @Nullable Map<String, @Nullable Object> body) {
    JsonObject step = new JsonObject().put("method", method).put("path", path);
    return body == null ? step : step.put("body", new JsonObject(body));
  }

  private static JsonObject batch(JsonObject... steps) {
    JsonArray operations = new JsonArray();
    for (JsonObject step : steps) {
      operations.add(step);
    }
    return new JsonObject().put("operations", operations);
  }
}
