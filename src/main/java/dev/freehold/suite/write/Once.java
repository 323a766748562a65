package dev.freehold.suite.write;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.Operation;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Line;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Unmakeable;
import dev.freehold.suite.story.Who;
import dev.freehold.suite.value.Draft;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/// Preconditions, rehearsals, answers without a body, and sending again.
public final class Once {
  private final Cases cases;
  private final ResourcePlan resource;
  private final Who owner;
  private final String path;

  private Once(Cases cases, ResourcePlan resource, Who owner) {
    this.cases = cases;
    this.resource = resource;
    this.owner = owner;
    this.path = "/" + resource.name();
  }

  public static void add(Cases cases, ResourcePlan resource) {
    cases
        .world()
        .owner(resource)
        .ifPresent(
            owner -> {
              Once once = new Once(cases, resource, owner);
              once.entityTags();
              once.rehearsal();
              once.minimal();
              once.sentAgain();
            });
  }

  private void entityTags() {
    cases.add(
        "GET " + path + "/{id} › If-None-Match › 304 while it is unchanged",
        story -> {
          Made row = story.row(resource, owner);
          story.send(owner, "GET", row.path()).status(200).save("tag", "headers.ETag");
          story
              .send(owner, "GET", row.path())
              .header("If-None-Match", "{tag}")
              .status(304)
              .noBody();
          story
              .send(owner, "GET", row.path())
              .header("If-None-Match", "\"no-such-tag\"")
              .status(200);
          story
              .send(owner, "GET", row.path())
              .header("If-Match", "\"no-such-tag\"")
              .refused(412, "PRECONDITION_FAILED");
        });
    if (owner.any(resource, Operation.UPDATE)) {
      cases.add(
          "PATCH " + path + "/{id} › If-Match › 200 once, then 412",
          story -> {
            Made row = story.row(resource, owner);
            Map.Entry<String, Object> change =
                story
                    .change(row, owner)
                    .orElseThrow(
                        () -> new Unmakeable("no field can be changed that no check reads"));
            Map<String, Object> body = Map.of(change.getKey(), change.getValue());
            story.send(owner, "GET", row.path()).status(200).save("tag", "headers.ETag");
            story
                .send(owner, "PATCH", row.path())
                .header("If-Match", "{tag}")
                .body(new JsonObject(body))
                .status(200)
                .save("next", "headers.ETag");
            story
                .send(owner, "PATCH", row.path())
                .header("If-Match", "{tag}")
                .body(new JsonObject(body))
                .refused(412, "PRECONDITION_FAILED");
            story.send(owner, "GET", row.path()).status(200).head("ETag", "{next}");
          });
    }
    if (owner.any(resource, Operation.DELETE)) {
      cases.add(
          "DELETE " + path + "/{id} › If-Match with another tag › 412, it stays",
          story -> {
            Made row = story.row(resource, owner);
            story
                .send(owner, "DELETE", row.path())
                .header("If-Match", "\"no-such-tag\"")
                .refused(412, "PRECONDITION_FAILED");
            story.send(owner, "GET", row.path()).status(200);
          });
    }
  }

  private void rehearsal() {
    cases.add(
        "POST " + path + "?dry_run=true › 200, no row is made",
        story -> {
          Draft draft = story.draft(resource, owner, Map.of(), false);
          story
              .send(owner, "POST", path)
              .query("dry_run", "true")
              .body(draft.body())
              .status(200)
              .head("Dry-Run", "true")
              .save("made", "data.id");
          story.send(owner, "GET", path + "/{made}").refused(404, "NOT_FOUND");
        });
    if (owner.any(resource, Operation.DELETE)) {
      cases.add(
          "DELETE " + path + "/{id}?dry_run=true › 204, it stays",
          story -> {
            Made row = story.row(resource, owner);
            story.send(owner, "DELETE", row.path()).query("dry_run", "true").status(204);
            story.send(owner, "GET", row.path()).status(200);
          });
    }
  }

  private void minimal() {
    cases.add(
        "POST " + path + " › Prefer: return=minimal › 201 without a body",
        story -> {
          Draft draft = story.draft(resource, owner, Map.of(), false);
          story
              .send(owner, "POST", path)
              .header("Prefer", "return=minimal")
              .body(draft.body())
              .status(201)
              .head("Location", "*")
              .head("Preference-Applied", "return=minimal")
              .noBody();
        });
  }

  /// With the answer lost, a client sends again: the row must be made once.
  private void sentAgain() {
    cases.add(
        "POST " + path + " › the same Idempotency-Key again › the same answer, one row",
        story -> {
          Draft draft = story.draft(resource, owner, Map.of(), false);
          Draft other = story.draft(resource, owner, Map.of(), false);
          if (other.body().equals(draft.body())) {
            throw new Unmakeable("no two different rows were found");
          }
          String key = UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8)).toString();
          story.own();
          Line first =
              story
                  .send(owner, "POST", path)
                  .header("Idempotency-Key", key)
                  .body(draft.body())
                  .status(201);
          story
              .send(owner, "POST", path)
              .header("Idempotency-Key", key)
              .body(draft.body())
              .status(201)
              .head("Idempotency-Replayed", "true")
              .sameAs(first);
          story
              .send(owner, "POST", path)
              .header("Idempotency-Key", key)
              .body(other.body())
              .refused(422, "IDEMPOTENCY_MISMATCH");
          story
              .list(owner, resource)
              .query("user_id", "{owner.id}")
              .status(200)
              .part("data.pagination.total", 1);
        });
  }
}
