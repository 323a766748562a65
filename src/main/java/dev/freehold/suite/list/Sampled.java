package dev.freehold.suite.list;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Story;
import dev.freehold.suite.story.Unmakeable;
import dev.freehold.suite.story.Who;
import dev.freehold.suite.value.Samples;
import dev.freehold.suite.value.Typed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Rows that differ in one column.
///
/// @param rows in the order in which they were made
/// @param values of the column in each: as JSON, or a name that stands for it
/// @param ranks the order of values that only the server knows; equal ones are the same value
record Sampled(Column column, List<Made> rows, List<@Nullable Object> values, List<Integer> ranks) {
  private static final int TRIES = 12;

  /// Two rows with different values where that can be, and one without a value where that can be.
  static Sampled of(Story story, ResourcePlan resource, Who owner, Column column) {
    return switch (column.role()) {
      case FIELD ->
          owner.creates(resource, column.name())
              ? column.reference() == null
                  ? plain(story, resource, owner, column)
                  : references(story, resource, owner, column)
              : standard(story, resource, owner, column);
      case ID, CREATED_AT, UPDATED_AT -> told(story, resource, owner, column);
      case OWNER -> {
        Made row = story.row(resource, owner);
        yield new Sampled(column, List.of(row), List.of("{owner.id}"), List.of(0));
      }
      case VERSION -> throw new IllegalArgumentException(column.name());
    };
  }

  private static Sampled plain(Story story, ResourcePlan resource, Who owner, Column column) {
    boolean unique =
        resource.table().uniques().stream().anyMatch(u -> u.columns().contains(column.name()));
    if (unique) {
      story.own();
    }
    List<Made> rows = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < TRIES && rows.size() < 2; i++) {
      Samples.of(column, i)
          .filter(v -> !values.contains(v))
          .ifPresent(v -> add(story, resource, owner, column, v, rows, values));
    }
    if (column.nullable()) {
      add(story, resource, owner, column, null, rows, values);
    }
    if (rows.isEmpty()) {
      throw new Unmakeable(
          "no row was found that has a value of " + column.name() + " and keeps to its checks");
    }
    return new Sampled(column, rows, values, List.of());
  }

  /// A value that the checks leave no room for gives no row.
  private static void add(
      Story story,
      ResourcePlan resource,
      Who owner,
      Column column,
      @Nullable Object value,
      List<Made> rows,
      List<@Nullable Object> values) {
    Map<String, @Nullable Object> fixed = new LinkedHashMap<>();
    fixed.put(column.name(), value);
    try {
      rows.add(story.row(resource, owner, fixed));
      values.add(value);
    } catch (Unmakeable _) {
      // Another value may do; where none does, the case says so.
    }
  }

  private static Sampled references(Story story, ResourcePlan resource, Who owner, Column column) {
    List<Made> rows = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Object at = story.target(column, owner).id();
      rows.add(story.row(resource, owner, Map.of(column.name(), at)));
      values.add(at);
    }
    if (column.nullable()) {
      Map<String, @Nullable Object> none = new LinkedHashMap<>();
      none.put(column.name(), null);
      rows.add(story.row(resource, owner, none));
      values.add(null);
    }
    return new Sampled(column, rows, values, List.of());
  }

  private static Sampled standard(Story story, ResourcePlan resource, Who owner, Column column) {
    Made row = story.row(resource, owner);
    List<@Nullable Object> values = new ArrayList<>();
    values.add(row.value(column.name()));
    return new Sampled(column, List.of(row), values, List.of());
  }

  private static Sampled told(Story story, ResourcePlan resource, Who owner, Column column) {
    List<Made> rows = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Made row = story.row(resource, owner);
      String name = row.name() + "_value";
      story.send(owner, "GET", row.path()).status(200).save(name, "data." + column.name());
      rows.add(row);
      values.add("{" + name + "}");
    }
    return new Sampled(column, rows, values, List.of(0, 1));
  }

  /// The order of the values of two rows, neither of which is null.
  int compare(int a, int b) {
    if (!ranks.isEmpty()) {
      return Integer.compare(ranks.get(a), ranks.get(b));
    }
    Object left = Objects.requireNonNull(values.get(a));
    Object right = Objects.requireNonNull(values.get(b));
    return column.reference() != null
        ? left.toString().compareTo(right.toString())
        : Typed.compare(column.type(), left, right);
  }

  List<String> ids() {
    return rows.stream().map(Made::id).toList();
  }
}
