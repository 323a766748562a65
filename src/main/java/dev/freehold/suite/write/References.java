package dev.freehold.suite.write;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.spec.Access.Operation;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Line;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Story;
import dev.freehold.suite.story.Verdict;
import dev.freehold.suite.story.Who;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a reference may point at, and what becomes of it when that goes.
public final class References {
  private final Cases cases;
  private final ResourcePlan resource;
  private final Who owner;
  private final Column column;
  private final ResourcePlan target;
  private final String path;

  private References(Cases cases, ResourcePlan resource, Who owner, Column column) {
    this.cases = cases;
    this.resource = resource;
    this.owner = owner;
    this.column = column;
    this.target =
        cases.world().plan().resource(Objects.requireNonNull(column.reference()).target());
    this.path = "/" + resource.name();
  }

  public static void add(Cases cases, ResourcePlan resource) {
    cases
        .world()
        .owner(resource)
        .ifPresent(
            owner ->
                owner.creates(resource).stream()
                    .map(WriteField::column)
                    .filter(c -> c.reference() != null)
                    .forEach(c -> new References(cases, resource, owner, c).add()));
  }

  private void add() {
    String name = column.name();
    cases.add(
        "POST " + path + " › " + name + ": a row that one may read › 201",
        story -> {
          Made at = story.target(column, owner);
          Map<String, @Nullable Object> body = body(story, at.id());
          Line line = story.send(owner, "POST", path).body(body).status(201);
          if (owner.reads(resource, name)) {
            line.part("data." + name, at.id());
          }
        });
    cases.add(
        "POST " + path + " › " + name + ": no row › 400",
        story -> {
          Map<String, @Nullable Object> body = body(story, missing());
          story.send(owner, "POST", path).body(body).invalid(name, "unknown_reference");
        });
    if (owner.verdict(target, Operation.READ, false) == Verdict.HIDDEN
        && Who.OTHER.any(target, Operation.CREATE)) {
      cases.add(
          "POST " + path + " › " + name + ": a row of another user › 400, as if it were not there",
          story -> {
            Made theirs = story.row(target, Who.OTHER);
            Map<String, @Nullable Object> body = new LinkedHashMap<>(body(story, missing()));
            Line missing =
                story.send(owner, "POST", path).body(body).invalid(name, "unknown_reference");
            Map<String, @Nullable Object> other = new LinkedHashMap<>(body);
            other.put(name, theirs.id());
            story
                .send(owner, "POST", path)
                .body(other)
                .invalid(name, "unknown_reference")
                .sameAs(missing);
          });
      if (owner.any(resource, Operation.UPDATE) && owner.updates(resource, name)) {
        cases.add(
            "PATCH " + path + "/{id} › " + name + ": a row of another user › 400",
            story -> {
              Made theirs = story.row(target, Who.OTHER);
              Made row = story.row(resource, owner);
              story
                  .send(owner, "PATCH", row.path())
                  .body(Map.of(name, theirs.id()))
                  .invalid(name, "unknown_reference");
            });
      }
    }
    deletion();
  }

  private Object missing() {
    String id = Story.missing(target);
    return id.matches("[0-9]+") ? (Object) Long.valueOf(id) : id;
  }

  private Map<String, @Nullable Object> body(Story story, Object at) {
    return story.draft(resource, owner, Map.of(column.name(), at), false).body();
  }

  private void deletion() {
    if (!owner.any(target, Operation.DELETE) || !owner.any(target, Operation.CREATE)) {
      return;
    }
    String title = "DELETE /" + target.name() + "/{id} › " + path + " point at it › ";
    switch (Objects.requireNonNull(column.reference()).onDelete()) {
      case RESTRICT ->
          cases.add(
              title + "409, both stay",
              story -> {
                Made row = pointing(story);
                story.send(owner, "DELETE", "/" + target.name() + "/{at}").refused(409, "CONFLICT");
                story.send(owner, "GET", "/" + target.name() + "/{at}").status(200);
                story.send(owner, "GET", row.path()).status(200);
              });
      case CASCADE ->
          cases.add(
              title + "204, they go too",
              story -> {
                Made row = pointing(story);
                story.send(owner, "DELETE", "/" + target.name() + "/{at}").status(204);
                story.send(owner, "GET", row.path()).refused(404, "NOT_FOUND");
              });
      case SET_NULL ->
          cases.add(
              title + "204, they stay and point nowhere",
              story -> {
                Made row = pointing(story);
                story.send(owner, "DELETE", "/" + target.name() + "/{at}").status(204);
                Line line = story.send(owner, "GET", row.path()).status(200);
                if (owner.reads(resource, column.name())) {
                  line.part("data." + column.name(), null);
                }
              });
    }
  }

  /// A row that points at one which the steps from here on call `{at}`.
  private Made pointing(Story story) {
    Made at = story.target(column, owner);
    story.send(owner, "GET", at.path()).status(200).save("at", "data.id");
    return story.row(resource, owner, Map.of(column.name(), at.id()));
  }
}
