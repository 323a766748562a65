package dev.freehold.suite.access;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.Operation;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Line;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Story;
import dev.freehold.suite.story.Unmakeable;
import dev.freehold.suite.story.Verdict;
import dev.freehold.suite.story.Who;
import dev.freehold.suite.value.Draft;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/// Each operation on many rows, as everybody.
public final class ManyAccess {
  private final Cases cases;
  private final ResourcePlan resource;
  private final String path;

  private ManyAccess(Cases cases, ResourcePlan resource) {
    this.cases = cases;
    this.resource = resource;
    this.path = "/" + resource.name();
  }

  public static void add(Cases cases, ResourcePlan resource) {
    ManyAccess access = new ManyAccess(cases, resource);
    for (Who who : cases.world().everybody(resource)) {
      access.createMany(who);
      access.updateMany(who);
      access.updateWhere(who);
      access.deleteWhere(who);
    }
    access.allOrNone();
  }

  private static JsonObject json(Draft draft) {
    return new JsonObject(draft.body());
  }

  private void createMany(Who who) {
    Verdict verdict = who.verdict(resource, Operation.CREATE, true);
    cases.add(
        "POST " + path + " with a list › " + who.words() + " › " + RowAccess.words(verdict, 201),
        story -> {
          Who maker = verdict.isDone() ? who : cases.world().mustOwn(resource);
          JsonArray rows =
              new JsonArray()
                  .add(json(story.draft(resource, maker, Map.of(), false)))
                  .add(json(story.draft(resource, maker, Map.of(), false)));
          Line line = story.send(who, "POST", path).body(rows);
          if (!verdict.isDone()) {
            line.refused(verdict);
            return;
          }
          line.status(201)
              .save("first", "data." + resource.name() + ".0.id")
              .save("second", "data." + resource.name() + ".1.id");
          story.send(who, "GET", path + "/{first}").status(200).part("data.id", "{first}");
          story.send(who, "GET", path + "/{second}").status(200).part("data.id", "{second}");
        });
  }

  /// One field of a row to change, by whoever may.
  private static Map.Entry<String, Object> change(Story story, Made row, Who by) {
    return story
        .change(row, by)
        .orElseThrow(
            () ->
                new Unmakeable(
                    "there is no field of "
                        + row.resource().name()
                        + " that can be changed and that no check reads"));
  }

  private void updateMany(Who who) {
    Verdict verdict = who.verdict(resource, Operation.UPDATE, who.isOwner());
    cases.add(
        "PATCH " + path + " with a list › " + who.words() + " › " + RowAccess.words(verdict, 200),
        story -> {
          Who owner = cases.world().mustOwn(resource);
          Made row = story.row(resource, owner);
          JsonObject body = new JsonObject().put("id", row.id());
          if (verdict.isDone()) {
            Map.Entry<String, Object> change = change(story, row, who);
            body.put(change.getKey(), change.getValue());
          }
          Line line = story.send(who, "PATCH", path).body(new JsonArray().add(body));
          if (verdict.isDone()) {
            line.status(200).rows("data." + resource.name(), java.util.List.of(row.id()), true);
          } else {
            line.refused(verdict).hides(row.mark());
          }
        });
  }

  private void updateWhere(Who who) {
    Verdict some = who.verdict(resource, Operation.UPDATE, true);
    boolean mine = who.isOwner() || who.all(resource, Operation.UPDATE);
    String done = mine ? "200, one row" : "200, no row";
    cases.add(
        "PATCH "
            + path
            + "?id[in]=… › "
            + who.words()
            + " › "
            + (some.isDone() ? done : RowAccess.words(some, 0)),
        story -> {
          Made row = story.row(resource, cases.world().mustOwn(resource));
          Map.Entry<String, Object> change =
              change(story, row, some.isDone() ? who : someoneWhoMay(Operation.UPDATE));
          Line line =
              story
                  .send(who, "PATCH", path)
                  .query(cases.world().neutral(resource))
                  .query("id[in]", row.id())
                  .body(Map.of(change.getKey(), change.getValue()));
          if (some.isDone()) {
            line.status(200).part("data.affected", mine ? 1 : 0);
          } else {
            line.refused(some);
          }
        });
  }

  /// To know of a field that can be changed, where whoever is refused may change none.
  private Who someoneWhoMay(Operation operation) {
    return cases.world().everybody(resource).stream()
        .filter(who -> who.any(resource, operation))
        .findFirst()
        .orElse(cases.world().mustOwn(resource));
  }

  private void deleteWhere(Who who) {
    Verdict some = who.verdict(resource, Operation.DELETE, true);
    boolean mine = who.isOwner() || who.all(resource, Operation.DELETE);
    String done = mine ? "200, one row" : "200, no row";
    cases.add(
        "DELETE "
            + path
            + "?id[in]=… › "
            + who.words()
            + " › "
            + (some.isDone() ? done : RowAccess.words(some, 0)),
        story -> {
          Who owner = cases.world().mustOwn(resource);
          Made row = story.row(resource, owner);
          Line line =
              story
                  .send(who, "DELETE", path)
                  .query(cases.world().neutral(resource))
                  .query("id[in]", row.id());
          if (some.isDone()) {
            line.status(200).part("data.affected", mine ? 1 : 0);
          } else {
            line.refused(some);
          }
          Line after = story.send(owner, "GET", row.path());
          if (some.isDone() && mine) {
            after.refused(404, "NOT_FOUND");
          } else {
            after.status(200).part("data.id", row.id());
          }
        });
  }

  private void allOrNone() {
    if (cases.world().owner(resource).isEmpty()) {
      return;
    }
    cases.add(
        "POST " + path + " with a list › one row has a fault › 400, no row is made",
        story -> {
          story.own();
          Who owner = cases.world().mustOwn(resource);
          JsonObject good = json(story.draft(resource, owner, Map.of(), false));
          JsonObject bad =
              json(story.draft(resource, owner, Map.of(), false)).put("no_such_field", 1);
          Map<String, String> none = Map.of("user_id", "{" + owner.name() + ".id}");
          story
              .send(owner, "POST", path)
              .body(new JsonArray().add(good).add(bad))
              .invalid("[1].no_such_field", "unknown");
          story
              .list(owner, resource)
              .query(none.entrySet())
              .status(200)
              .part("data.pagination.total", 0);
        });
    cases.add(
        "PATCH " + path + " without a condition › 400",
        story -> {
          Who owner = cases.world().mustOwn(resource);
          Verdict verdict = owner.verdict(resource, Operation.UPDATE, true);
          Line line = story.send(owner, "PATCH", path).query("max_affected", "5").body(Map.of());
          if (verdict.isDone()) {
            line.refused(400, "VALIDATION_ERROR");
          } else {
            line.refused(verdict);
          }
        });
    cases.add(
        "DELETE " + path + " without a condition › 400",
        story -> {
          Who owner = cases.world().mustOwn(resource);
          Verdict verdict = owner.verdict(resource, Operation.DELETE, true);
          Line line = story.send(owner, "DELETE", path).query("max_affected", "5");
          if (verdict.isDone()) {
            line.refused(400, "VALIDATION_ERROR");
          } else {
            line.refused(verdict);
          }
        });
  }
}
