package dev.freehold.suite.access;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.Operation;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Verdict;
import dev.freehold.suite.story.Who;
import dev.freehold.suite.value.Draft;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Operations on a resource as steps of a batch: each is what it is alone.
public final class BatchAccess {
  private BatchAccess() {}

  public static void add(Cases cases, ResourcePlan resource) {
    String path = "/" + resource.name();
    for (Who who : cases.world().everybody(resource)) {
      Verdict alone = who.verdict(resource, Operation.READ, who.isOwner());
      boolean signedIn = who.signedIn();
      String outcome = signedIn ? RowAccess.words(alone, 200) : "401";
      cases.add(
          "POST /batch of GET " + path + "/{id} › " + who.words() + " › " + outcome,
          story -> {
            Made row = story.row(resource, cases.world().mustOwn(resource));
            var line = story.send(who, "POST", "/batch").body(batch(step("GET", row.path(), null)));
            if (!signedIn) {
              line.refused(401, "UNAUTHORIZED");
            } else if (alone.isDone()) {
              line.status(200)
                  .part("data.results.0.status", 200)
                  .part("data.results.0.data.id", row.id());
            } else {
              line.refused(alone).hides(row.mark());
            }
          });
    }
    if (cases.world().owner(resource).isEmpty()) {
      return;
    }
    cases.add(
        "POST /batch › a row of " + path + " that is made and read › 200",
        story -> {
          Who owner = cases.world().mustOwn(resource);
          Draft draft = story.draft(resource, owner, Map.of(), false);
          story
              .send(owner, "POST", "/batch")
              .body(batch(step("POST", path, draft.body()), step("GET", path + "/{$1.id}", null)))
              .status(200)
              .part("data.results.0.status", 201)
              .part("data.results.1.status", 200)
              .save("made", "data.results.0.data.id");
          story.send(owner, "GET", path + "/{made}").status(200).part("data.id", "{made}");
        });
    cases.add(
        "POST /batch › the second row of " + path + " has a fault › 400, no row is made",
        story -> {
          story.own();
          Who owner = cases.world().mustOwn(resource);
          Draft good = story.draft(resource, owner, Map.of(), false);
          story
              .send(owner, "POST", "/batch")
              .body(
                  batch(
                      step("POST", path, good.body()),
                      step("POST", path, Map.of("no_such_field", 1))))
              .invalid("operations[1].no_such_field", "unknown");
          story
              .list(owner, resource)
              .query("user_id", "{" + owner.name() + ".id}")
              .status(200)
              .part("data.pagination.total", 0);
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
