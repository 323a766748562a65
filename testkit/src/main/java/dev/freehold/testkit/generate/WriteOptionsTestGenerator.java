package dev.freehold.testkit.generate;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.testkit.generate.TestCaseBuilder.SampleUnavailableException;
import dev.freehold.testkit.value.RowSample;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/// Tests preconditions, dry runs, minimal responses and idempotency keys.
final class WriteOptionsTestGenerator extends ResourceTestGenerator {

  private WriteOptionsTestGenerator(
      TestCaseCollector cases, ResourcePlan resource, TestActor owner) {
    super(cases, resource, owner);
  }

  public static void add(TestCaseCollector cases, ResourcePlan resource) {
    cases
        .api()
        .owner(resource)
        .ifPresent(
            owner -> {
              WriteOptionsTestGenerator once =
                  new WriteOptionsTestGenerator(cases, resource, owner);
              once.entityTags();
              once.rehearsal();
              once.minimal();
              once.sentAgain();
            });
  }

  private void entityTags() {
    cases.add(
        "GET " + path + "/{id} › If-None-Match › 304 while it is unchanged",
        test -> {
          CreatedRow row = test.createRow(resource, owner);
          test.send(owner, "GET", row.path()).expectStatus(200).save("tag", "headers.ETag");
          test.send(owner, "GET", row.path())
              .header("If-None-Match", "{tag}")
              .expectStatus(304)
              .expectEmptyBody();
          test.send(owner, "GET", row.path())
              .header("If-None-Match", "\"no-such-tag\"")
              .expectStatus(200);
          test.send(owner, "GET", row.path())
              .header("If-Match", "\"no-such-tag\"")
              .expectRefusal(412, "PRECONDITION_FAILED");
        });
    if (owner.mayAccessSomeRow(resource, CrudOperation.UPDATE)) {
      cases.add(
          "PATCH " + path + "/{id} › If-Match › 200 once, then 412",
          test -> {
            CreatedRow row = test.createRow(resource, owner);
            Map.Entry<String, Object> change =
                test.findVisibleChange(row, owner)
                    .orElseThrow(
                        () ->
                            new SampleUnavailableException(
                                "there is no changeable field without a check that the owner"
                                    + " reads"));
            Map<String, Object> body = Map.of(change.getKey(), change.getValue());
            test.send(owner, "GET", row.path()).expectStatus(200).save("tag", "headers.ETag");
            test.send(owner, "PATCH", row.path())
                .header("If-Match", "{tag}")
                .body(new JsonObject(body))
                .expectStatus(200)
                .save("next", "headers.ETag");
            test.send(owner, "PATCH", row.path())
                .header("If-Match", "{tag}")
                .body(new JsonObject(body))
                .expectRefusal(412, "PRECONDITION_FAILED");
            test.send(owner, "GET", row.path()).expectStatus(200).expectHeader("ETag", "{next}");
          });
    }
    if (owner.mayAccessSomeRow(resource, CrudOperation.DELETE)) {
      cases.add(
          "DELETE " + path + "/{id} › If-Match with another tag › 412, it stays",
          test -> {
            CreatedRow row = test.createRow(resource, owner);
            test.send(owner, "DELETE", row.path())
                .header("If-Match", "\"no-such-tag\"")
                .expectRefusal(412, "PRECONDITION_FAILED");
            test.send(owner, "GET", row.path()).expectStatus(200);
          });
    }
  }

  private void rehearsal() {
    cases.add(
        "POST " + path + "?dry_run=true › 200, no row is made",
        test -> {
          RowSample sample = test.sampleRow(resource, owner, Map.of(), false);
          test.send(owner, "POST", path)
              .query("dry_run", "true")
              .body(sample.body())
              .expectStatus(200)
              .expectHeader("Dry-Run", "true")
              .save("made", "data.id");
          test.send(owner, "GET", path + "/{made}").expectRefusal(404, "NOT_FOUND");
        });
    if (owner.mayAccessSomeRow(resource, CrudOperation.DELETE)) {
      cases.add(
          "DELETE " + path + "/{id}?dry_run=true › 204, it stays",
          test -> {
            CreatedRow row = test.createRow(resource, owner);
            test.send(owner, "DELETE", row.path()).query("dry_run", "true").expectStatus(204);
            test.send(owner, "GET", row.path()).expectStatus(200);
          });
    }
  }

  private void minimal() {
    cases.add(
        "POST " + path + " › Prefer: return=minimal › 201 without a body",
        test -> {
          RowSample sample = test.sampleRow(resource, owner, Map.of(), false);
          test.send(owner, "POST", path)
              .header("Prefer", "return=minimal")
              .body(sample.body())
              .expectStatus(201)
              .expectHeader("Location", "*")
              .expectHeader("Preference-Applied", "return=minimal")
              .expectEmptyBody();
        });
  }

  /// A client repeats a request whose response was lost: the row must be created only once.
  private void sentAgain() {
    cases.add(
        "POST " + path + " › the same Idempotency-Key again › the same answer, one row",
        test -> {
          RowSample sample = test.sampleRow(resource, owner, Map.of(), false);
          RowSample other = test.sampleRow(resource, owner, Map.of(), false);
          if (other.body().equals(sample.body())) {
            throw new SampleUnavailableException("no two different rows were found");
          }
          String key = UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8)).toString();
          test.requireFreshUsers();
          TestStepBuilder first =
              test.send(owner, "POST", path)
                  .header("Idempotency-Key", key)
                  .body(sample.body())
                  .expectStatus(201);
          test.send(owner, "POST", path)
              .header("Idempotency-Key", key)
              .body(sample.body())
              .expectStatus(201)
              .expectHeader("Idempotency-Replayed", "true")
              .expectSameResponse(first);
          test.send(owner, "POST", path)
              .header("Idempotency-Key", key)
              .body(other.body())
              .expectRefusal(422, "IDEMPOTENCY_MISMATCH");
          test.list(owner, resource)
              .onlyRowsOf(owner, resource)
              .expectStatus(200)
              .expectBodyPart("data.pagination.total", 1);
        });
  }
}
