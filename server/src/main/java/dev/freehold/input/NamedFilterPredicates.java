package dev.freehold.input;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.RowPredicate;
import dev.freehold.spec.Spec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The named filters of a resource with their options as predicates, built once. The spec's checker
/// allows no field with restricted readers in them, so they are the same for every caller.
final class NamedFilterPredicates {
  private final List<String> names;
  private final Map<String, Integer> places = new HashMap<>();
  private final List<NamedFilter> filters;

  /// @param choices the names of the options, for a message
  private record NamedFilter(
      Map<String, RowPredicate> options, RowPredicate defaultPredicate, String choices) {}

  public NamedFilterPredicates(ResourcePlan plan) {
    names = plan.filters().stream().map(Spec.Filter::name).toList();
    names.forEach(name -> places.put(name, places.size()));
    filters = plan.filters().stream().map(f -> named(plan, f)).toList();
  }

  private static NamedFilter named(ResourcePlan plan, Spec.Filter filter) {
    Map<String, RowPredicate> options = new HashMap<>();
    filter.options().forEach(o -> options.put(o.name(), predicate(plan, o)));
    return new NamedFilter(
        options,
        Objects.requireNonNull(options.get(filter.defaultOption())),
        String.join(", ", filter.options().stream().map(Spec.Option::name).toList()));
  }

  private static RowPredicate predicate(ResourcePlan plan, Spec.Option option) {
    return option.conditions().isEmpty()
        ? RowPredicate.TRUE
        : new RowPredicate.AllOf(
            option.conditions().stream().map(c -> predicate(plan, c)).toList());
  }

  private static RowPredicate predicate(ResourcePlan plan, Spec.Condition condition) {
    ColumnPlan column = plan.table().column(condition.field());
    return switch (condition) {
      case Spec.Condition.Equal(_, Object value) ->
          new RowPredicate.ValueComparison(column, RowPredicate.ComparisonOperator.EQ, value);
      case Spec.Condition.OneOf(_, List<Object> values) ->
          new RowPredicate.InList(column, values, false);
      case Spec.Condition.Null _ -> new RowPredicate.IsNull(column, false);
    };
  }

  /// The names of the parameters.
  public List<String> names() {
    return names;
  }

  int size() {
    return filters.size();
  }

  /// The index of the filter with that name; null if there is none.
  @Nullable Integer place(String name) {
    return places.get(name);
  }

  /// Null if there is no such option.
  @Nullable RowPredicate option(int place, String option) {
    return filters.get(place).options().get(option);
  }

  /// The predicate that applies if the filter is not given.
  RowPredicate defaultPredicate(int place) {
    return filters.get(place).defaultPredicate();
  }

  String choices(int place) {
    return filters.get(place).choices();
  }
}
