package dev.freehold.suite.access;

import dev.freehold.plan.Column;
import dev.freehold.plan.Relation;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.Operation;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Line;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Story;
import dev.freehold.suite.story.Unmakeable;
import dev.freehold.suite.story.Verdict;
import dev.freehold.suite.story.Who;
import java.util.List;
import java.util.Map;

/// Rows that are reached through others: lists under a row, and what `include` adds.
public final class RelationAccess {
  private final Cases cases;
  private final ResourcePlan resource;

  private RelationAccess(Cases cases, ResourcePlan resource) {
    this.cases = cases;
    this.resource = resource;
  }

  public static void add(Cases cases, ResourcePlan resource) {
    RelationAccess access = new RelationAccess(cases, resource);
    for (Relation relation : resource.relations()) {
      for (Who who : cases.world().everybody(resource)) {
        if (relation.many()) {
          access.nested(relation, who);
        }
        access.included(relation, who);
      }
    }
  }

  /// A row at each end of the relation, both of one owner where that is possible.
  private record Ends(Made here, Made there, Who thereOwner) {}

  private Ends ends(Story story, Relation relation) {
    ResourcePlan other = cases.world().plan().resource(relation.target());
    ResourcePlan pointing = relation.many() ? other : resource;
    Who owner = cases.world().mustOwn(pointing);
    Column column = pointing.table().column(relation.column());
    if (!owner.creates(pointing, column.name())) {
      throw new Unmakeable(
          "whoever makes a row of " + pointing.name() + " may not write " + column.name());
    }
    Made target = story.target(column, owner);
    Made from = story.row(pointing, owner, Map.of(column.name(), target.id()));
    return relation.many() ? new Ends(target, from, owner) : new Ends(from, target, owner);
  }

  /// Whether this person may read a row of the case's owner; the target of a shared resource may be another's.
  private static boolean reads(Who who, ResourcePlan of) {
    return who.isOwner() ? who.any(of, Operation.READ) : who.all(of, Operation.READ);
  }

  private void nested(Relation relation, Who who) {
    ResourcePlan child = cases.world().plan().resource(relation.target());
    String path = "/" + resource.name() + "/{id}/" + relation.name();
    Verdict above = who.verdict(resource, Operation.READ, true);
    Verdict below = who.verdict(child, Operation.READ, true);
    boolean granted = above.isDone() && below.isDone();
    boolean visible = granted && reads(who, resource);
    boolean shown = visible && reads(who, child);
    String outcome =
        !granted
            ? "refused"
            : !visible
                ? "404, nothing of the rows"
                : shown ? "200, the rows that point there" : "200, no row of others";
    cases.add(
        "GET " + path + " › " + who.words() + " › " + outcome,
        story -> {
          Ends ends = ends(story, relation);
          boolean mine = who.isOwner();
          Line line =
              story
                  .send(who, "GET", ends.here().path() + "/" + relation.name())
                  .query(cases.world().neutral(child));
          if (!granted) {
            line.status(401, 403, 404).hides(ends.there().mark());
          } else if (!visible && !mine) {
            line.refused(404, "NOT_FOUND").hides(ends.there().mark());
          } else if (shown) {
            line.status(200)
                .query("id[in]", ends.there().id())
                .rows("data." + child.name(), List.of(ends.there().id()), false);
          } else {
            line.status(200)
                .query("id[in]", ends.there().id())
                .rows("data." + child.name(), List.of(), false)
                .hides(ends.there().mark());
          }
        });
  }

  private void included(Relation relation, Who who) {
    ResourcePlan other = cases.world().plan().resource(relation.target());
    if (!reads(who, resource)) {
      return; // refused before what it includes is looked at, which RowAccess tries
    }
    boolean known = who.any(other, Operation.READ);
    boolean shown = known && reads(who, other);
    String outcome =
        !known ? "400, unknown" : shown ? "200 with it" : "200, nothing of another's row";
    cases.add(
        "GET /"
            + resource.name()
            + "/{id}?include="
            + relation.name()
            + " › "
            + who.words()
            + " › "
            + outcome,
        story -> {
          Ends ends = ends(story, relation);
          Line line = story.send(who, "GET", ends.here().path()).query("include", relation.name());
          if (!known) {
            line.invalid("include", "unknown").hides(ends.there().mark());
            return;
          }
          line.status(200).part("data.id", ends.here().id());
          String at = "data." + relation.name();
          if (relation.many()) {
            boolean defaults = cases.world().neutral(other).isEmpty();
            if (defaults) {
              line.rows(at + ".data", shown ? List.of(ends.there().id()) : List.of(), false);
            }
          } else if (shown) {
            line.part(at + ".id", ends.there().id());
          } else {
            line.part(at, null);
          }
          if (!shown) {
            line.hides(ends.there().mark());
          }
        });
  }
}
