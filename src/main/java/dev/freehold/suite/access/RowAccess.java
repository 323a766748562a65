package dev.freehold.suite.access;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.Operation;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Line;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Story;
import dev.freehold.suite.story.Verdict;
import dev.freehold.suite.story.Who;
import dev.freehold.suite.value.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Each operation on one row, and the list, as everybody.
public final class RowAccess {
  private final Cases cases;
  private final ResourcePlan resource;
  private final String path;

  private RowAccess(Cases cases, ResourcePlan resource) {
    this.cases = cases;
    this.resource = resource;
    this.path = "/" + resource.name();
  }

  public static void add(Cases cases, ResourcePlan resource) {
    RowAccess access = new RowAccess(cases, resource);
    for (Who who : cases.world().everybody(resource)) {
      access.create(who);
      access.read(who);
      access.list(who);
      access.update(who, "PUT");
      access.update(who, "PATCH");
      access.delete(who);
    }
    access.foreignIsMissing();
  }

  static String words(Verdict verdict, int done) {
    return verdict.isDone()
        ? String.valueOf(done)
        : verdict.status() + (verdict == Verdict.HIDDEN ? ", nothing of the row" : "");
  }

  private void create(Who who) {
    Verdict verdict = who.verdict(resource, Operation.CREATE, true);
    cases.add(
        "POST " + path + " › " + who.words() + " › " + words(verdict, 201),
        story -> {
          if (!verdict.isDone()) {
            Map<String, @Nullable Object> body =
                cases
                    .world()
                    .owner(resource)
                    .map(owner -> story.draft(resource, owner, Map.of(), false).body())
                    .orElse(Map.of());
            story.send(who, "POST", path).body(body).refused(verdict);
            return;
          }
          Draft draft = story.draft(resource, who, Map.of(), true);
          Line made =
              story
                  .send(who, "POST", path)
                  .body(draft.body())
                  .status(201)
                  .head("Location", "*")
                  .keys("data", names(who))
                  .part("data.user_id", "{" + who.name() + ".id}")
                  .save("made", "data.id");
          shown(made, who, draft.row());
          shown(story.send(who, "GET", path + "/{made}").status(200), who, draft.row());
        });
  }

  private Set<String> names(Who who) {
    return who.reads(resource).stream().map(Column::name).collect(Collectors.toSet());
  }

  /// Every field that this person may read has its value.
  private void shown(Line line, Who who, Map<String, @Nullable Object> row) {
    for (Column column : who.reads(resource)) {
      if (column.role() == Column.Role.FIELD) {
        line.part("data." + column.name(), row.get(column.name()));
      }
    }
  }

  private void read(Who who) {
    Verdict verdict = who.verdict(resource, Operation.READ, who.isOwner());
    cases.add(
        "GET " + path + "/{id} › " + who.words() + " › " + words(verdict, 200),
        story -> {
          Made row = story.row(resource, cases.world().mustOwn(resource));
          Line line = story.send(who, "GET", row.path());
          if (verdict.isDone()) {
            shown(line.status(200).head("ETag", "*"), who, row.draft().row());
            line.part("data.id", row.id())
                .part("data.user_id", "{owner.id}")
                .keys("data", names(who));
          } else {
            line.refused(verdict).hides(row.mark());
          }
        });
  }

  private void list(Who who) {
    Verdict verdict = who.verdict(resource, Operation.READ, true);
    boolean all = who.all(resource, Operation.READ);
    String which = all ? "200, everybody's rows" : "200, own rows alone";
    cases.add(
        "GET "
            + path
            + " › "
            + who.words()
            + " › "
            + (verdict.isDone() ? which : words(verdict, 0)),
        story -> {
          Made row = story.row(resource, cases.world().mustOwn(resource));
          List<String> shown = new ArrayList<>();
          if (all || who.isOwner()) {
            shown.add(row.id());
          }
          if (!who.isOwner() && verdict.isDone() && who.any(resource, Operation.CREATE)) {
            shown.add(story.row(resource, who).id());
          }
          Line line = story.list(who, resource);
          if (!verdict.isDone()) {
            line.refused(verdict).hides(row.mark());
            return;
          }
          List<String> asked = new ArrayList<>(shown);
          if (!asked.contains(row.id())) {
            asked.add(row.id());
            line.hides(row.mark());
          }
          line.query("id[in]", String.join(",", asked))
              .status(200)
              .rows("data." + resource.name(), shown, false)
              .part("data.pagination.total", shown.size());
        });
  }

  private void update(Who who, String method) {
    Verdict verdict = who.verdict(resource, Operation.UPDATE, who.isOwner());
    cases.add(
        method + " " + path + "/{id} › " + who.words() + " › " + words(verdict, 200),
        story -> {
          Who owner = cases.world().mustOwn(resource);
          Made row = story.row(resource, owner);
          Optional<Map.Entry<String, Object>> change =
              story.change(row, verdict.isDone() ? who : owner);
          Map<String, @Nullable Object> body =
              change
                  .map(c -> Map.<String, @Nullable Object>of(c.getKey(), c.getValue()))
                  .orElse(Map.of());
          Line line = story.send(who, method, row.path()).body(body);
          if (!verdict.isDone()) {
            line.refused(verdict).hides(row.mark());
            unchanged(story, owner, row);
            return;
          }
          line.status(200);
          change
              .filter(c -> who.reads(resource, c.getKey()))
              .ifPresent(
                  c -> {
                    line.part("data." + c.getKey(), c.getValue());
                    story
                        .send(who, "GET", row.path())
                        .status(200)
                        .part("data." + c.getKey(), c.getValue());
                  });
        });
  }

  private void unchanged(Story story, Who owner, Made row) {
    if (owner.any(resource, Operation.READ)) {
      shown(
          story.send(owner, "GET", row.path()).status(200).part("data.id", row.id()),
          owner,
          row.draft().row());
    }
  }

  private void delete(Who who) {
    Verdict verdict = who.verdict(resource, Operation.DELETE, who.isOwner());
    cases.add(
        "DELETE " + path + "/{id} › " + who.words() + " › " + words(verdict, 204),
        story -> {
          Who owner = cases.world().mustOwn(resource);
          Made row = story.row(resource, owner);
          Line line = story.send(who, "DELETE", row.path());
          if (!verdict.isDone()) {
            line.refused(verdict).hides(row.mark());
            unchanged(story, owner, row);
            return;
          }
          line.status(204).noBody();
          story.send(owner, "GET", row.path()).refused(404, "NOT_FOUND");
          story.send(who, "DELETE", row.path()).refused(404, "NOT_FOUND");
        });
  }

  /// What tells a row of somebody else from one that is not there would tell that it is there.
  private void foreignIsMissing() {
    for (Who who : cases.world().everybody(resource)) {
      for (String method : List.of("GET", "PUT", "PATCH", "DELETE")) {
        Operation operation =
            switch (method) {
              case "GET" -> Operation.READ;
              case "DELETE" -> Operation.DELETE;
              default -> Operation.UPDATE;
            };
        if (!who.isOwner() && who.verdict(resource, operation, false) == Verdict.HIDDEN) {
          String name =
              method + " " + path + "/{id} › " + who.words() + " › as if it were not there";
          cases.add(name, story -> sameAsMissing(story, who, method));
        }
      }
    }
  }

  private void sameAsMissing(Story story, Who who, String method) {
    Made row = story.row(resource, cases.world().mustOwn(resource));
    Line missing = story.send(who, method, path + "/" + Story.missing(resource));
    Line foreign = story.send(who, method, row.path());
    if (method.startsWith("P")) {
      missing.body(Map.of());
      foreign.body(Map.of());
    }
    missing.refused(404, "NOT_FOUND");
    foreign.refused(404, "NOT_FOUND").sameAs(missing);
  }
}
