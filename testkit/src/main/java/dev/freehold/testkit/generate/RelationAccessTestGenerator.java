package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testkit.generate.TestActor.ExpectedAccess;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.testkit.generate.TestCaseBuilder.SampleUnavailableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tests access through relations: nested lists and `include`.
final class RelationAccessTestGenerator {
  private final TestCaseCollector cases;
  private final ResourcePlan resource;

  private RelationAccessTestGenerator(TestCaseCollector cases, ResourcePlan resource) {
    this.cases = cases;
    this.resource = resource;
  }

  public static void add(TestCaseCollector cases, ResourcePlan resource) {
    RelationAccessTestGenerator access = new RelationAccessTestGenerator(cases, resource);
    for (Relation relation : resource.relations()) {
      if (!relation.isIncluded() || relation.target().equals(ResourcePlan.PEOPLE)) {
        continue; // a test creates no account
      }
      for (TestActor actor : access.actors(relation)) {
        if (relation.hasPath()) {
          access.nested(relation, actor);
        }
        access.included(relation, actor);
      }
    }
  }

  /// The callers; the owner is who makes the row that points, because another role may make its target.
  private List<TestActor> actors(Relation relation) {
    Optional<TestActor> owner = cases.api().owner(pointing(relation));
    return cases.api().allActors(resource).stream()
        .map(actor -> actor.isOwner() ? owner.orElse(actor) : actor)
        .toList();
  }

  /// The resource whose rows have the column of the relation.
  private ResourcePlan pointing(Relation relation) {
    return relation.kind().isReverse() ? cases.api().plan().resource(relation.target()) : resource;
  }

  /// Creates a row at each end of the relation, with the same owner if possible.
  private record Ends(CreatedRow here, CreatedRow there, TestActor thereOwner) {}

  private Ends ends(TestCaseBuilder test, Relation relation) {
    boolean reverse = relation.kind().isReverse();
    ResourcePlan pointing = pointing(relation);
    TestActor owner = cases.api().requireOwner(pointing);
    ColumnPlan column = pointing.table().column(relation.column());
    if (!owner.creates(pointing, column.name())) {
      throw new SampleUnavailableException(
          "a create of " + pointing.name() + " cannot set " + column.name());
    }
    CreatedRow target = test.createReferenceTarget(column, owner);
    Object value = relation.kind() == Relation.Kind.LISTED ? List.of(target.id()) : target.id();
    CreatedRow from = test.createRow(pointing, owner, Map.of(column.name(), value));
    return reverse ? new Ends(target, from, owner) : new Ends(from, target, owner);
  }

  /// Whether the actor may read the row of the owner. The target in a shared resource may belong to
  /// another user.
  private static boolean reads(TestActor actor, ResourcePlan of) {
    return actor.isOwner()
        ? actor.mayAccessSomeRow(of, CrudOperation.READ)
        : actor.mayAccessAnyRow(of, CrudOperation.READ);
  }

  private void nested(Relation relation, TestActor actor) {
    ResourcePlan child = cases.api().plan().resource(relation.target());
    String path = "/" + resource.name() + "/{id}/" + relation.name();
    ExpectedAccess above = actor.expectedAccess(resource, CrudOperation.READ, true);
    ExpectedAccess below = actor.expectedAccess(child, CrudOperation.READ, true);
    boolean granted = above.isAllowed() && below.isAllowed();
    boolean visible = granted && reads(actor, resource);
    boolean shown = visible && reads(actor, child);
    String outcome =
        !granted
            ? "refused"
            : !visible
                ? "404, nothing of the rows"
                : shown ? "200, the referencing rows" : "200, no rows of other users";
    cases.add(
        "GET " + path + " › " + actor.description() + " › " + outcome,
        test -> {
          Ends ends = ends(test, relation);
          boolean mine = actor.isOwner();
          TestStepBuilder step =
              test.send(actor, "GET", ends.here().path() + "/" + relation.name())
                  .query(cases.api().unfilteredParameters(child));
          if (!granted) {
            step.expectStatus(401, 403, 404).expectBodyOmits(ends.there().uniqueText());
          } else if (!visible && !mine) {
            step.expectRefusal(404, "NOT_FOUND").expectBodyOmits(ends.there().uniqueText());
          } else if (shown) {
            step.expectStatus(200)
                .query("id[in]", ends.there().id())
                .expectExactRows("data." + child.name(), List.of(ends.there().id()), false);
          } else {
            step.expectStatus(200)
                .query("id[in]", ends.there().id())
                .expectExactRows("data." + child.name(), List.of(), false)
                .expectBodyOmits(ends.there().uniqueText());
          }
        });
  }

  private void included(Relation relation, TestActor actor) {
    ResourcePlan other = cases.api().plan().resource(relation.target());
    if (!reads(actor, resource)) {
      return; // refused before the include is read; tested by RowAccessTestGenerator
    }
    boolean known = actor.mayAccessSomeRow(other, CrudOperation.READ);
    boolean shown = known && reads(actor, other);
    String outcome =
        !known
            ? "400, unknown"
            : shown ? "200, included" : "200, nothing of the row of another user";
    cases.add(
        "GET /"
            + resource.name()
            + "/{id}?include="
            + relation.name()
            + " › "
            + actor.description()
            + " › "
            + outcome,
        test -> {
          Ends ends = ends(test, relation);
          TestStepBuilder step =
              test.send(actor, "GET", ends.here().path()).query("include", relation.name());
          if (!known) {
            step.expectValidationError("include", "unknown")
                .expectBodyOmits(ends.there().uniqueText());
            return;
          }
          step.expectStatus(200).expectBodyPart("data.id", ends.here().id());
          String at = "data." + relation.name();
          if (relation.kind() == Relation.Kind.LISTED) {
            step.expectExactRows(
                "data." + relation.includedKey() + ".data",
                shown ? List.of(ends.there().id()) : List.of(),
                false);
          } else if (relation.many()) {
            boolean defaults = cases.api().unfilteredParameters(other).isEmpty();
            if (defaults) {
              step.expectExactRows(
                  at + ".data", shown ? List.of(ends.there().id()) : List.of(), false);
            }
          } else if (shown) {
            step.expectBodyPart(at + ".id", ends.there().id());
          } else {
            step.expectBodyPart(at, null);
          }
          if (!shown) {
            step.expectBodyOmits(ends.there().uniqueText());
          }
        });
  }
}
