package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testkit.generate.TestActor.ExpectedAccess;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import io.vertx.core.json.JsonArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tests references and lists of them: valid and invalid targets, and the effect of deleting the
/// target.
final class ReferenceTestGenerator extends ResourceTestGenerator {
  private final ColumnPlan column;
  private final ColumnPlan.Reference reference;
  private final ResourcePlan target;

  private ReferenceTestGenerator(
      TestCaseCollector cases, ResourcePlan resource, TestActor owner, ColumnPlan column) {
    super(cases, resource, owner);
    this.column = column;
    this.reference = Objects.requireNonNull(column.reference());
    this.target = cases.api().plan().resource(reference.target());
  }

  public static void add(TestCaseCollector cases, ResourcePlan resource) {
    cases
        .api()
        .owner(resource)
        .ifPresent(
            owner ->
                owner.creates(resource).stream()
                    .map(WriteField::column)
                    .filter(c -> c.reference() != null && !c.reference().person())
                    .forEach(c -> new ReferenceTestGenerator(cases, resource, owner, c).add()));
  }

  private void add() {
    String name = column.name();
    cases.add(
        "POST " + path + " › " + name + ": a readable row › 201",
        test -> {
          CreatedRow at = test.createReferenceTarget(column, owner);
          Map<String, @Nullable Object> body = body(test, at.id());
          TestStepBuilder step = test.send(owner, "POST", path).body(body).expectStatus(201);
          if (owner.reads(resource, name)) {
            step.expectBodyPart("data." + name, value(at.id()));
          }
        });
    if (reference.max() > 1) {
      list();
    }
    cases.add(
        "POST " + path + " › " + name + ": a missing row › 400",
        test -> {
          Map<String, @Nullable Object> body = body(test, missing());
          test.send(owner, "POST", path)
              .body(body)
              .expectValidationError(name, "unknown_reference");
        });
    if (owner.expectedAccess(target, CrudOperation.READ, false) == ExpectedAccess.NOT_FOUND
        && TestActor.OTHER.mayAccessSomeRow(target, CrudOperation.CREATE)) {
      cases.add(
          "POST " + path + " › " + name + ": a row of another user › 400, as if it were not there",
          test -> {
            CreatedRow theirs = test.createRow(target, TestActor.OTHER);
            Map<String, @Nullable Object> body = new LinkedHashMap<>(body(test, missing()));
            TestStepBuilder missing =
                test.send(owner, "POST", path)
                    .body(body)
                    .expectValidationError(name, "unknown_reference");
            Map<String, @Nullable Object> other = new LinkedHashMap<>(body);
            other.put(name, value(theirs.id()));
            test.send(owner, "POST", path)
                .body(other)
                .expectValidationError(name, "unknown_reference")
                .expectSameResponse(missing);
          });
      if (owner.mayAccessSomeRow(resource, CrudOperation.UPDATE) && owner.updates(resource, name)) {
        cases.add(
            "PATCH " + path + "/{id} › " + name + ": a row of another user › 400",
            test -> {
              CreatedRow theirs = test.createRow(target, TestActor.OTHER);
              CreatedRow row = test.createRow(resource, owner);
              test.send(owner, "PATCH", row.path())
                  .body(Map.of(name, value(theirs.id())))
                  .expectValidationError(name, "unknown_reference");
            });
      }
    }
    deletion();
  }

  private void list() {
    String name = column.name();
    cases.add(
        "POST " + path + " › " + name + ": two readable rows › 201, in this order",
        test -> {
          CreatedRow one = test.createReferenceTarget(column, owner);
          CreatedRow two = test.createReferenceTarget(column, owner);
          JsonArray ids = new JsonArray().add(two.id()).add(one.id());
          TestStepBuilder step =
              test.send(owner, "POST", path).body(bodyWith(test, ids)).expectStatus(201);
          if (owner.reads(resource, name)) {
            step.expectBodyPart("data." + name, ids);
          }
        });
    cases.add(
        "POST " + path + " › " + name + ": a row twice › 400",
        test -> {
          CreatedRow one = test.createReferenceTarget(column, owner);
          JsonArray ids = new JsonArray().add(one.id()).add(one.id());
          test.send(owner, "POST", path)
              .body(bodyWith(test, ids))
              .expectValidationError(name + "[1]", "repeated");
        });
  }

  /// The value of the field with one id.
  private Object value(Object id) {
    return reference.many() ? new JsonArray().add(id) : id;
  }

  private Object missing() {
    String id = TestCaseBuilder.nonexistentId(target);
    return id.matches("[0-9]+") ? (Object) Long.valueOf(id) : id;
  }

  private Map<String, @Nullable Object> body(TestCaseBuilder test, Object at) {
    return bodyWith(test, value(at));
  }

  private Map<String, @Nullable Object> bodyWith(TestCaseBuilder test, Object value) {
    return test.sampleRow(resource, owner, Map.of(column.name(), value), false).body();
  }

  private void deletion() {
    if (!owner.mayAccessSomeRow(target, CrudOperation.DELETE)
        || !owner.mayAccessSomeRow(target, CrudOperation.CREATE)) {
      return;
    }
    String title = "DELETE /" + target.name() + "/{id} › " + path + " reference it › ";
    if (reference.many()) {
      cases.add(
          title + "204, removes it from their lists",
          test -> {
            CreatedRow row = pointing(test);
            test.send(owner, "DELETE", "/" + target.name() + "/{at}").expectStatus(204);
            TestStepBuilder step = test.send(owner, "GET", row.path()).expectStatus(200);
            if (owner.reads(resource, column.name())) {
              step.expectBodyPart("data." + column.name(), new JsonArray());
            }
          });
      return;
    }
    switch (reference.onDelete()) {
      case RESTRICT ->
          cases.add(
              title + "409, both stay",
              test -> {
                CreatedRow row = pointing(test);
                test.send(owner, "DELETE", "/" + target.name() + "/{at}")
                    .expectRefusal(409, "CONFLICT");
                test.send(owner, "GET", "/" + target.name() + "/{at}").expectStatus(200);
                test.send(owner, "GET", row.path()).expectStatus(200);
              });
      case CASCADE ->
          cases.add(
              title + "204, deletes them too",
              test -> {
                CreatedRow row = pointing(test);
                test.send(owner, "DELETE", "/" + target.name() + "/{at}").expectStatus(204);
                test.send(owner, "GET", row.path()).expectRefusal(404, "NOT_FOUND");
              });
      case SET_NULL ->
          cases.add(
              title + "204, sets their reference to null",
              test -> {
                CreatedRow row = pointing(test);
                test.send(owner, "DELETE", "/" + target.name() + "/{at}").expectStatus(204);
                TestStepBuilder step = test.send(owner, "GET", row.path()).expectStatus(200);
                if (owner.reads(resource, column.name())) {
                  step.expectBodyPart("data." + column.name(), null);
                }
              });
    }
  }

  /// Creates a row that references another, whose id becomes the variable `{at}`.
  private CreatedRow pointing(TestCaseBuilder test) {
    CreatedRow at = test.createReferenceTarget(column, owner);
    test.send(owner, "GET", at.path()).expectStatus(200).save("at", "data.id");
    return test.createRow(resource, owner, Map.of(column.name(), value(at.id())));
  }
}
