package dev.freehold.suite.write;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.spec.Access.Operation;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Line;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Story;
import dev.freehold.suite.story.Unmakeable;
import dev.freehold.suite.story.Who;
import dev.freehold.suite.value.Draft;
import dev.freehold.suite.value.Edge;
import dev.freehold.suite.value.Edges;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What each field takes: values at the edges of its rules and over them, null, and nothing at all.
public final class Fields {
  private final Cases cases;
  private final ResourcePlan resource;
  private final Who owner;
  private final String path;

  private Fields(Cases cases, ResourcePlan resource, Who owner) {
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
              Fields fields = new Fields(cases, resource, owner);
              owner.creates(resource).forEach(fields::field);
            });
  }

  private String title(String what) {
    return "POST " + path + " › " + what;
  }

  private void field(WriteField field) {
    Column column = field.column();
    presence(field);
    if (column.reference() != null) {
      return; // References tries them
    }
    Edges.Found found = Edges.of(column);
    for (Edge edge : found.edges()) {
      String name = title(column.name() + ": " + edge.what());
      if (edge.isTaken()) {
        cases.add(name + " › 201", story -> taken(story, column, edge));
      } else {
        cases.add(name + " › 400", story -> refused(story, column, edge));
      }
    }
    found
        .missing()
        .forEach(
            missing -> cases.skip(title(column.name() + ": " + missing.what()), missing.why()));
    updates(column, found.edges().stream().filter(e -> !e.isTaken()).toList());
  }

  private void taken(Story story, Column column, Edge edge) {
    fresh(story, column);
    // Rules and filters look at the value as it is kept.
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    kept.put(column.name(), edge.shown());
    Draft draft = story.draft(resource, owner, kept, false);
    Map<String, @Nullable Object> body = new LinkedHashMap<>(draft.body());
    body.put(column.name(), edge.value());
    Line line = story.send(owner, "POST", path).body(body).status(201).save("made", "data.id");
    if (owner.reads(resource, column.name())) {
      line.part("data." + column.name(), edge.shown());
      story
          .send(owner, "GET", path + "/{made}")
          .status(200)
          .part("data." + column.name(), edge.shown());
    }
  }

  private void refused(Story story, Column column, Edge edge) {
    Draft draft = story.draft(resource, owner, Map.of(), false);
    Map<String, @Nullable Object> body = new LinkedHashMap<>(draft.body());
    body.put(column.name(), edge.value());
    story.send(owner, "POST", path).body(body).invalid(column.name() + edge.at(), edge.codes());
  }

  /// People share rows with other cases, which may have the value already.
  private void fresh(Story story, Column column) {
    if (resource.table().uniques().stream().anyMatch(u -> u.columns().contains(column.name()))) {
      story.own();
    }
  }

  private void presence(WriteField field) {
    Column column = field.column();
    String name = column.name();
    if (field.required()) {
      cases.add(
          title("without " + name + " › 400"),
          story -> {
            Map<String, @Nullable Object> body =
                new LinkedHashMap<>(story.draft(resource, owner, Map.of(), false).body());
            body.remove(name);
            story.send(owner, "POST", path).body(body).invalid(name, "required");
          });
    } else {
      cases.add(
          title("without " + name + " › 201, its default"),
          story -> {
            Draft draft = story.draft(resource, owner, Map.of(), false);
            if (draft.body().containsKey(name)) {
              throw new Unmakeable("the checks need a value of " + name);
            }
            Line line = story.send(owner, "POST", path).body(draft.body()).status(201);
            if (owner.reads(resource, name)) {
              line.part("data." + name, draft.row().get(name));
            }
          });
    }
    Map<String, @Nullable Object> none = new LinkedHashMap<>();
    none.put(name, null);
    if (column.nullable()) {
      cases.add(
          title(name + ": null › 201"),
          story -> {
            Draft draft = story.draft(resource, owner, none, false);
            Line line = story.send(owner, "POST", path).body(draft.body()).status(201);
            if (owner.reads(resource, name)) {
              line.part("data." + name, null);
            }
          });
    } else {
      cases.add(
          title(name + ": null › 400"),
          story -> {
            Map<String, @Nullable Object> body =
                new LinkedHashMap<>(story.draft(resource, owner, Map.of(), false).body());
            body.put(name, null);
            story.send(owner, "POST", path).body(body).invalid(name, "not_null");
          });
    }
  }

  /// The same faults in a change, which leave the row as it was.
  private void updates(Column column, List<Edge> bad) {
    boolean may = owner.any(resource, Operation.UPDATE) && owner.updates(resource, column.name());
    if (!may || bad.isEmpty()) {
      return;
    }
    cases.add(
        "PATCH " + path + "/{id} › " + column.name() + ": what a creation refuses › 400, unchanged",
        story -> {
          Made row = story.row(resource, owner);
          for (Edge edge : bad) {
            story
                .send(owner, "PATCH", row.path())
                .body(Map.of(column.name(), edge.value()))
                .invalid(column.name() + edge.at(), edge.codes());
          }
          if (owner.reads(resource, column.name())) {
            story
                .send(owner, "GET", row.path())
                .status(200)
                .part("data." + column.name(), row.value(column.name()));
          }
        });
  }
}
