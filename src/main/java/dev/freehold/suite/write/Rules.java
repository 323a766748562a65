package dev.freehold.suite.write;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import dev.freehold.spec.Access.Operation;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Line;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Story;
import dev.freehold.suite.story.Unmakeable;
import dev.freehold.suite.story.Who;
import dev.freehold.suite.value.Draft;
import dev.freehold.suite.value.Samples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Rules of whole rows: checks, and sets that must be unique.
public final class Rules {
  private final Cases cases;
  private final ResourcePlan resource;
  private final Who owner;
  private final String path;

  private Rules(Cases cases, ResourcePlan resource, Who owner) {
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
              Rules rules = new Rules(cases, resource, owner);
              resource.table().checks().forEach(rules::check);
              resource.table().uniques().stream()
                  .filter(u -> !u.fields().equals(List.of("id")))
                  .forEach(rules::unique);
            });
  }

  private Draft broken(Story story, Table.Check check) {
    return story
        .drafts(resource, owner)
        .breaking(check, story.pointed(resource, owner, Map.of()), story.number(resource))
        .orElseThrow(
            () -> new Unmakeable("no row was found that breaks this check and no other one"));
  }

  private void check(Table.Check check) {
    String rule = "a row against '" + check.rule().text() + "'";
    cases.add(
        "POST " + path + " › " + rule + " › 400",
        story -> {
          Draft broken = broken(story, check);
          story.send(owner, "POST", path).body(broken.body()).invalid(check.field(), "rule");
        });
    if (!owner.any(resource, Operation.UPDATE)) {
      return;
    }
    cases.add(
        "PATCH " + path + "/{id} › " + rule + " › 400, unchanged",
        story -> {
          Made row = story.row(resource, owner);
          Draft broken = broken(story, check);
          Map<String, @Nullable Object> change = new LinkedHashMap<>();
          for (String field : check.rule().columns()) {
            if (Objects.equals(broken.row().get(field), row.value(field))) {
              continue;
            }
            if (!owner.updates(resource, field)) {
              throw new Unmakeable("the fields of this check do not change");
            }
            change.put(field, broken.row().get(field));
          }
          story.send(owner, "PATCH", row.path()).body(change).invalid(check.field(), "rule");
          Line after = story.send(owner, "GET", row.path()).status(200);
          check.rule().columns().stream()
              .filter(field -> owner.reads(resource, field))
              .forEach(field -> after.part("data." + field, row.value(field)));
        });
  }

  private void unique(Table.Unique unique) {
    String set = String.join(" and ", unique.fields());
    cases.add(
        "POST " + path + " › the same " + set + " again › 409",
        story -> {
          Made row = filled(story, unique, owner);
          Map<String, @Nullable Object> again = again(story, unique, row, owner);
          Line line = story.send(owner, "POST", path).body(again).refused(409, "CONFLICT");
          unique.fields().forEach(f -> line.fault(f, List.of("taken")));
        });
    if (owner.roles().isEmpty() && isFree(unique)) {
      cases.add(
          "POST " + path + " › the same " + set + " of another user › 201",
          story -> {
            Made row = filled(story, unique, owner);
            Map<String, @Nullable Object> again = again(story, unique, row, Who.OTHER);
            story.send(Who.OTHER, "POST", path).body(again).status(201);
          });
    }
    if (owner.any(resource, Operation.UPDATE)) {
      cases.add(
          "PATCH " + path + "/{id} › to a " + set + " that is taken › 409",
          story -> {
            Made first = filled(story, unique, owner);
            Made second = filled(story, unique, owner);
            Map<String, @Nullable Object> change = new LinkedHashMap<>();
            for (String field : unique.fields()) {
              if (!owner.updates(resource, field)) {
                throw new Unmakeable(field + " does not change");
              }
              change.put(field, first.value(field));
            }
            story
                .send(owner, "PATCH", second.path())
                .body(change)
                .refused(409, "CONFLICT")
                .fault(unique.fields().getFirst(), List.of("taken"));
          });
    }
  }

  /// Whether it has no reference in it: what one person points at, another may not reach.
  private boolean isFree(Table.Unique unique) {
    return unique.fields().stream().allMatch(f -> resource.table().column(f).reference() == null);
  }

  /// A row in which no field of the set is null.
  private Made filled(Story story, Table.Unique unique, Who by) {
    Map<String, @Nullable Object> fixed = new LinkedHashMap<>();
    story.number(resource);
    int n = story.number(resource);
    for (String field : unique.fields()) {
      Column column = resource.table().column(field);
      if (!by.creates(resource, field)) {
        throw new Unmakeable("nobody may write " + field);
      }
      fixed.put(
          field,
          column.reference() != null
              ? story.target(column, by).id()
              : Samples.of(column, n)
                  .orElseThrow(() -> new Unmakeable("no value of " + field + " was found")));
    }
    return story.row(resource, by, fixed);
  }

  /// Another row with the same values in the set.
  private Map<String, @Nullable Object> again(Story story, Table.Unique unique, Made row, Who by) {
    Map<String, @Nullable Object> fixed = new LinkedHashMap<>();
    unique.fields().forEach(f -> fixed.put(f, row.value(f)));
    return story.draft(resource, by, fixed, false).body();
  }
}
