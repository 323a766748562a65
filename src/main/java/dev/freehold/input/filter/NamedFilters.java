package dev.freehold.input.filter;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.Predicate;
import dev.freehold.spec.Spec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The named filters of a resource with their options as predicates, made once. The spec's checker lets no field that some
/// callers may not read into them, so they are the same for everybody.
public final class NamedFilters {
  private final List<String> names;
  private final Map<String, Integer> places = new HashMap<>();
  private final List<Named> filters;

  /// @param choices for a message
  private record Named(Map<String, Predicate> options, Predicate standard, String choices) {}

  public NamedFilters(ResourcePlan plan) {
    names = plan.filters().stream().map(Spec.Filter::name).toList();
    names.forEach(name -> places.put(name, places.size()));
    filters = plan.filters().stream().map(f -> named(plan, f)).toList();
  }

  private static Named named(ResourcePlan plan, Spec.Filter filter) {
    Map<String, Predicate> options = new HashMap<>();
    filter.options().forEach(o -> options.put(o.name(), predicate(plan, o)));
    return new Named(
        options,
        Objects.requireNonNull(options.get(filter.defaultOption())),
        String.join(", ", filter.options().stream().map(Spec.Option::name).toList()));
  }

  private static Predicate predicate(ResourcePlan plan, Spec.Option option) {
    return option.conditions().isEmpty()
        ? Predicate.TRUE
        : new Predicate.All(option.conditions().stream().map(c -> predicate(plan, c)).toList());
  }

  private static Predicate predicate(ResourcePlan plan, Spec.Condition condition) {
    Column column = plan.table().column(condition.field());
    return switch (condition) {
      case Spec.Condition.Equal(_, Object value) ->
          new Predicate.Compare(column, Predicate.Comparison.EQ, value);
      case Spec.Condition.OneOf(_, List<Object> values) ->
          new Predicate.OneOf(column, values, false);
      case Spec.Condition.Null _ -> new Predicate.Null(column, false);
    };
  }

  /// The names of the parameters.
  public List<String> names() {
    return names;
  }

  int size() {
    return filters.size();
  }

  /// The place of the filter of that name; null where there is none.
  @Nullable Integer place(String name) {
    return places.get(name);
  }

  /// Null where there is no such option.
  @Nullable Predicate option(int place, String option) {
    return filters.get(place).options().get(option);
  }

  /// What applies when the filter is not named.
  Predicate standard(int place) {
    return filters.get(place).standard();
  }

  String choices(int place) {
    return filters.get(place).choices();
  }
}
