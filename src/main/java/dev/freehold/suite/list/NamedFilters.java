package dev.freehold.suite.list;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.Operation;
import dev.freehold.spec.Spec;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Line;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Story;
import dev.freehold.suite.story.Unmakeable;
import dev.freehold.suite.story.Who;
import dev.freehold.suite.story.World;
import dev.freehold.suite.value.Samples;
import dev.freehold.suite.value.Typed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Each option of each named filter, with a row that it lets through and, where there can be one, a row that it does not.
public final class NamedFilters {
  private final Cases cases;
  private final ResourcePlan resource;
  private final Who owner;

  private NamedFilters(Cases cases, ResourcePlan resource, Who owner) {
    this.cases = cases;
    this.resource = resource;
    this.owner = owner;
  }

  public static void add(Cases cases, ResourcePlan resource) {
    cases
        .world()
        .owner(resource)
        .filter(owner -> owner.any(resource, Operation.READ))
        .ifPresent(
            owner ->
                resource
                    .filters()
                    .forEach(f -> new NamedFilters(cases, resource, owner).filter(f)));
  }

  private void filter(Spec.Filter filter) {
    String path = "GET /" + resource.name();
    for (Spec.Option option : filter.options()) {
      cases.add(
          path + "?" + filter.name() + "=" + option.name() + " › the rows that it is for",
          story -> shown(story, filter, option, true));
    }
    cases.add(
        path + " without " + filter.name() + " › as with " + filter.defaultOption(),
        story -> shown(story, filter, World.standard(filter), false));
    cases.add(
        path + "?" + filter.name() + "=no-such-option › 400",
        story ->
            story
                .send(owner, "GET", "/" + resource.name())
                .query(filter.name(), "no-such-option")
                .invalid(filter.name(), "not_one_of"));
  }

  private void shown(Story story, Spec.Filter filter, Spec.Option option, boolean said) {
    // With a row of each option of the filter there is one that this option is not for.
    List<Made> rows = new ArrayList<>();
    for (Spec.Option each : filter.options()) {
      try {
        rows.add(story.row(resource, owner, meeting(each)));
      } catch (Unmakeable e) {
        if (each.equals(option)) {
          throw e;
        }
      }
    }
    Map<String, @Nullable Object> other = failing(option);
    if (!other.isEmpty()) {
      try {
        rows.add(story.row(resource, owner, other));
      } catch (Unmakeable _) {
        // The rows of the other options must do.
      }
    }
    List<String> ids =
        rows.stream()
            .filter(row -> World.meets(resource, option, row.draft().row()))
            .map(Made::id)
            .toList();
    Line line =
        story
            .send(owner, "GET", "/" + resource.name())
            .query(
                cases.world().neutral(resource).stream()
                    .filter(p -> !p.getKey().equals(filter.name()))
                    .toList())
            .query("id[in]", String.join(",", rows.stream().map(Made::id).toList()));
    if (said) {
      line.query(filter.name(), option.name());
    }
    line.status(200).rows("data." + resource.name(), ids, false);
  }

  private Map<String, @Nullable Object> meeting(Spec.Option option) {
    Map<String, @Nullable Object> fixed = new LinkedHashMap<>();
    for (Spec.Condition condition : option.conditions()) {
      Column column = writable(condition);
      fixed.put(
          column.name(),
          switch (condition) {
            case Spec.Condition.Null _ -> null;
            case Spec.Condition.Equal equal -> Typed.json(column.type(), equal.value());
            case Spec.Condition.OneOf one -> Typed.json(column.type(), one.values().getLast());
          });
    }
    return fixed;
  }

  private Column writable(Spec.Condition condition) {
    Column column = resource.table().column(condition.field());
    if (!owner.creates(resource, column.name()) || column.reference() != null) {
      throw new Unmakeable("whoever makes a row does not choose " + column.name());
    }
    return column;
  }

  /// The first condition not met; empty where no value can be found for that.
  private Map<String, @Nullable Object> failing(Spec.Option option) {
    for (Spec.Condition condition : option.conditions()) {
      Column column = resource.table().column(condition.field());
      if (!owner.creates(resource, column.name()) || column.reference() != null) {
        continue;
      }
      List<Object> found =
          IntStream.range(0, 8)
              .mapToObj(i -> Samples.of(column, i))
              .flatMap(Optional::stream)
              .filter(
                  v -> {
                    Map<String, @Nullable Object> row = new LinkedHashMap<>();
                    row.put(column.name(), v);
                    Spec.Option alone = new Spec.Option("", List.of(condition));
                    return !World.meets(resource, alone, row);
                  })
              .toList();
      if (!found.isEmpty()) {
        Map<String, @Nullable Object> fixed = new LinkedHashMap<>();
        fixed.put(column.name(), Objects.requireNonNull(found.getFirst()));
        return fixed;
      }
    }
    return Map.of();
  }
}
