package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testkit.generate.TestActor.ExpectedAccess;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.testkit.value.RowSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tests access to single rows and lists for every kind of caller.
final class RowAccessTestGenerator {
  private final TestCaseCollector cases;
  private final ResourcePlan resource;
  private final String path;

  private RowAccessTestGenerator(TestCaseCollector cases, ResourcePlan resource) {
    this.cases = cases;
    this.resource = resource;
    this.path = "/" + resource.name();
  }

  public static void add(TestCaseCollector cases, ResourcePlan resource) {
    RowAccessTestGenerator access = new RowAccessTestGenerator(cases, resource);
    for (TestActor actor : cases.api().allActors(resource)) {
      access.create(actor);
      access.read(actor);
      access.list(actor);
      access.update(actor, "PUT");
      access.update(actor, "PATCH");
      access.delete(actor);
    }
    access.foreignIsMissing();
  }

  static String words(ExpectedAccess expected, int done) {
    return expected.isAllowed()
        ? String.valueOf(done)
        : expected.status() + (expected == ExpectedAccess.NOT_FOUND ? ", nothing of the row" : "");
  }

  private void create(TestActor actor) {
    ExpectedAccess expected = actor.expectedAccess(resource, CrudOperation.CREATE, true);
    cases.add(
        "POST " + path + " › " + actor.description() + " › " + words(expected, 201),
        test -> {
          if (!expected.isAllowed()) {
            Map<String, @Nullable Object> body =
                cases
                    .api()
                    .owner(resource)
                    .map(owner -> test.sampleRow(resource, owner, Map.of(), false).body())
                    .orElse(Map.of());
            test.send(actor, "POST", path).body(body).expectRefusal(expected);
            return;
          }
          RowSample sample = test.sampleRow(resource, actor, Map.of(), true);
          TestStepBuilder made =
              test.send(actor, "POST", path)
                  .body(sample.body())
                  .expectStatus(201)
                  .expectHeader("Location", "*")
                  .expectExactKeys("data", names(actor))
                  .expectOwner(resource, actor)
                  .save("made", "data.id");
          shown(made, actor, sample.row());
          shown(test.send(actor, "GET", path + "/{made}").expectStatus(200), actor, sample.row());
        });
  }

  private Set<String> names(TestActor actor) {
    return actor.reads(resource).stream().map(ColumnPlan::name).collect(Collectors.toSet());
  }

  /// Asserts the value of every field that the actor may read.
  private void shown(TestStepBuilder step, TestActor actor, Map<String, @Nullable Object> row) {
    for (ColumnPlan column : actor.reads(resource)) {
      if (column.role() == ColumnPlan.Role.FIELD) {
        step.expectBodyPart("data." + column.name(), row.get(column.name()));
      }
    }
  }

  private void read(TestActor actor) {
    ExpectedAccess expected = actor.expectedAccess(resource, CrudOperation.READ, actor.isOwner());
    cases.add(
        "GET " + path + "/{id} › " + actor.description() + " › " + words(expected, 200),
        test -> {
          CreatedRow row = test.createRow(resource, cases.api().requireOwner(resource));
          TestStepBuilder step = test.send(actor, "GET", row.path());
          if (expected.isAllowed()) {
            shown(step.expectStatus(200).expectHeader("ETag", "*"), actor, row.sample().row());
            step.expectBodyPart("data.id", row.id())
                .expectOwner(resource, cases.api().requireOwner(resource))
                .expectExactKeys("data", names(actor));
          } else {
            step.expectRefusal(expected).expectBodyOmits(row.uniqueText());
          }
        });
  }

  private void list(TestActor actor) {
    ExpectedAccess expected = actor.expectedAccess(resource, CrudOperation.READ, true);
    boolean all = actor.mayAccessAnyRow(resource, CrudOperation.READ);
    String which = all ? "200, rows of all users" : "200, only own rows";
    cases.add(
        "GET "
            + path
            + " › "
            + actor.description()
            + " › "
            + (expected.isAllowed() ? which : words(expected, 0)),
        test -> {
          CreatedRow row = test.createRow(resource, cases.api().requireOwner(resource));
          List<String> shown = new ArrayList<>();
          if (all || actor.isOwner()) {
            shown.add(row.id());
          }
          if (!actor.isOwner()
              && expected.isAllowed()
              && actor.mayAccessSomeRow(resource, CrudOperation.CREATE)) {
            shown.add(test.createRow(resource, actor).id());
          }
          TestStepBuilder step = test.list(actor, resource);
          if (!expected.isAllowed()) {
            step.expectRefusal(expected).expectBodyOmits(row.uniqueText());
            test.send(actor, "GET", path + "/summary").expectRefusal(expected);
            return;
          }
          List<String> asked = new ArrayList<>(shown);
          if (!asked.contains(row.id())) {
            asked.add(row.id());
            step.expectBodyOmits(row.uniqueText());
          }
          step.query("id[in]", String.join(",", asked))
              .expectStatus(200)
              .expectExactRows("data." + resource.name(), shown, false)
              .expectBodyPart("data.pagination.total", shown.size());
          test.send(actor, "GET", path + "/summary")
              .query(cases.api().unfilteredParameters(resource))
              .query("id[in]", String.join(",", asked))
              .expectStatus(200)
              .expectBodyPart("data.groups.0.count", shown.size());
        });
  }

  private void update(TestActor actor, String method) {
    ExpectedAccess expected = actor.expectedAccess(resource, CrudOperation.UPDATE, actor.isOwner());
    cases.add(
        method + " " + path + "/{id} › " + actor.description() + " › " + words(expected, 200),
        test -> {
          TestActor owner = cases.api().requireOwner(resource);
          CreatedRow row = test.createRow(resource, owner);
          Optional<Map.Entry<String, Object>> change =
              test.findChange(row, expected.isAllowed() ? actor : owner);
          Map<String, @Nullable Object> body =
              change
                  .map(c -> Map.<String, @Nullable Object>of(c.getKey(), c.getValue()))
                  .orElse(Map.of());
          TestStepBuilder step = test.send(actor, method, row.path()).body(body);
          if (!expected.isAllowed()) {
            step.expectRefusal(expected).expectBodyOmits(row.uniqueText());
            unchanged(test, owner, row);
            return;
          }
          step.expectStatus(200);
          change
              .filter(c -> actor.reads(resource, c.getKey()))
              .ifPresent(
                  c -> {
                    step.expectBodyPart("data." + c.getKey(), c.getValue());
                    test.send(actor, "GET", row.path())
                        .expectStatus(200)
                        .expectBodyPart("data." + c.getKey(), c.getValue());
                  });
        });
  }

  private void unchanged(TestCaseBuilder test, TestActor owner, CreatedRow row) {
    if (owner.mayAccessSomeRow(resource, CrudOperation.READ)) {
      shown(
          test.send(owner, "GET", row.path()).expectStatus(200).expectBodyPart("data.id", row.id()),
          owner,
          row.sample().row());
    }
  }

  private void delete(TestActor actor) {
    ExpectedAccess expected = actor.expectedAccess(resource, CrudOperation.DELETE, actor.isOwner());
    cases.add(
        "DELETE " + path + "/{id} › " + actor.description() + " › " + words(expected, 204),
        test -> {
          TestActor owner = cases.api().requireOwner(resource);
          CreatedRow row = test.createRow(resource, owner);
          TestStepBuilder step = test.send(actor, "DELETE", row.path());
          if (!expected.isAllowed()) {
            step.expectRefusal(expected).expectBodyOmits(row.uniqueText());
            unchanged(test, owner, row);
            return;
          }
          step.expectStatus(204).expectEmptyBody();
          test.send(owner, "GET", row.path()).expectRefusal(404, "NOT_FOUND");
          test.send(actor, "DELETE", row.path()).expectRefusal(404, "NOT_FOUND");
        });
  }

  /// A row of another user must look like a missing row, so that its existence is not disclosed.
  private void foreignIsMissing() {
    for (TestActor actor : cases.api().allActors(resource)) {
      for (String method : List.of("GET", "PUT", "PATCH", "DELETE")) {
        CrudOperation operation =
            switch (method) {
              case "GET" -> CrudOperation.READ;
              case "DELETE" -> CrudOperation.DELETE;
              default -> CrudOperation.UPDATE;
            };
        if (!actor.isOwner()
            && actor.expectedAccess(resource, operation, false) == ExpectedAccess.NOT_FOUND) {
          String name =
              method + " " + path + "/{id} › " + actor.description() + " › same as a missing row";
          cases.add(name, test -> sameAsMissing(test, actor, method));
        }
      }
    }
  }

  private void sameAsMissing(TestCaseBuilder test, TestActor actor, String method) {
    CreatedRow row = test.createRow(resource, cases.api().requireOwner(resource));
    TestStepBuilder missing =
        test.send(actor, method, path + "/" + TestCaseBuilder.nonexistentId(resource));
    TestStepBuilder foreign = test.send(actor, method, row.path());
    if (method.startsWith("P")) {
      missing.body(Map.of());
      foreign.body(Map.of());
    }
    missing.expectRefusal(404, "NOT_FOUND");
    foreign.expectRefusal(404, "NOT_FOUND").expectSameResponse(missing);
  }
}
