package dev.freehold.suite.story;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.spec.Access.Operation;
import dev.freehold.spec.Spec;
import dev.freehold.suite.Case;
import dev.freehold.suite.Step;
import dev.freehold.suite.value.Draft;
import dev.freehold.suite.value.Drafts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A case, as it is told.
public final class Story {
  private final World world;
  private final List<Supplier<Step>> steps = new ArrayList<>();
  private final Map<String, List<String>> people = new LinkedHashMap<>();
  private boolean own;
  private int rows;

  Story(World world) {
    this.world = world;
  }

  /// The people have no rows from before.
  public void own() {
    own = true;
  }

  public Line send(Who who, String method, String path) {
    meet(who);
    Line line = new Line(steps.size(), who, method, path);
    steps.add(line::step);
    return line;
  }

  public void walk(Who who, Line ask, boolean byCursor, int limit, String key, List<String> ids) {
    meet(who);
    steps.add(() -> new Step.Walk(who.name(), ask.ask(), byCursor, limit, key, ids));
  }

  /// A call that is not a step of its own, for [#walk].
  public static Line ask(Who who, String path) {
    return new Line(0, who, "GET", path);
  }

  private void meet(Who who) {
    if (who.signedIn()) {
      people.put(who.name(), who.roles());
    }
  }

  public Made row(ResourcePlan resource, Who by) {
    return row(resource, by, Map.of());
  }

  /// Makes a row, and before it what it must point at.
  ///
  /// @param fixed what is sent of it in any case
  /// @throws Unmakeable where that cannot be
  public Made row(ResourcePlan resource, Who by, Map<String, @Nullable Object> fixed) {
    return made(resource, by, draft(resource, by, fixed, false));
  }

  public Made made(ResourcePlan resource, Who by, Draft draft) {
    String name = "row" + ++rows;
    send(by, "POST", "/" + resource.name()).body(draft.body()).status(201).save(name, "data.id");
    return new Made(resource, name, draft);
  }

  /// What to send for a row, after the steps that make what it must point at.
  ///
  /// @param full with optional fields
  public Draft draft(
      ResourcePlan resource, Who by, Map<String, @Nullable Object> fixed, boolean full) {
    Map<String, @Nullable Object> known = pointed(resource, by, fixed);
    return drafts(resource, by)
        .keeping(known, number(resource), full)
        .orElseThrow(() -> new Unmakeable(why(resource, fixed)));
  }

  private static String why(ResourcePlan resource, Map<String, @Nullable Object> fixed) {
    return "no row of "
        + resource.name()
        + (fixed.isEmpty() ? "" : " with " + String.join(", ", fixed.keySet()) + " like that")
        + " was found that keeps to its patterns and checks";
  }

  public Drafts drafts(ResourcePlan resource, Who by) {
    return new Drafts(resource, by.creates(resource), row -> world.shows(resource, row));
  }

  /// With references that must be there.
  public Map<String, @Nullable Object> pointed(
      ResourcePlan resource, Who by, Map<String, @Nullable Object> fixed) {
    Map<String, @Nullable Object> known = new LinkedHashMap<>(fixed);
    for (WriteField field : by.creates(resource)) {
      Column column = field.column();
      if (column.reference() != null && field.required() && !fixed.containsKey(column.name())) {
        known.put(column.name(), target(column, by).id());
      }
    }
    return known;
  }

  /// The number of the next row; people of a resource with few different rows start anew.
  public int number(ResourcePlan resource) {
    if (world.most(resource) < 1000) {
      own = true;
    }
    return world.next(resource);
  }

  /// Makes a row that a column of this person's rows may point at.
  ///
  /// @throws Unmakeable where there can be none
  public Made target(Column column, Who by) {
    Column.Reference reference = column.reference();
    if (reference == null) {
      throw new IllegalArgumentException(column.name());
    }
    ResourcePlan target = world.plan().resource(reference.target());
    if (by.any(target, Operation.CREATE)) {
      return row(target, by);
    }
    Optional<Who> maker =
        by.all(target, Operation.READ) ? world.owner(target).map(Story::maker) : Optional.empty();
    return row(
        target,
        maker.orElseThrow(
            () ->
                new Unmakeable(
                    "no row of "
                        + target.name()
                        + " can be made that "
                        + column.name()
                        + " may point at")));
  }

  private static Who maker(Who owner) {
    return new Who("maker_" + String.join("_", owner.roles()), owner.words(), owner.roles());
  }

  /// A change of a row that no rule hinders; empty where this person may change nothing of it so.
  public Optional<Map.Entry<String, Object>> change(Made row, Who by) {
    return Changes.of(row, by, world.next(row.resource()));
  }

  /// What of a default option would hide the row does not apply.
  public Line list(Who who, ResourcePlan resource) {
    return send(who, "GET", "/" + resource.name()).query(world.neutral(resource));
  }

  public static String missing(ResourcePlan resource) {
    return resource.id() == Spec.IdType.INTEGER
        ? "9007199254740991"
        : "018f0000-0000-7000-8000-000000000000";
  }

  Case done(String group, String name) {
    return new Case(group, name, people, own, steps.stream().map(Supplier::get).toList(), "");
  }
}
