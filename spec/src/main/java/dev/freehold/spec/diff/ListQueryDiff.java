package dev.freehold.spec.diff;

import static dev.freehold.spec.diff.SpecChange.Collector.Impact.adds;
import static dev.freehold.spec.diff.SpecChange.Collector.Impact.breaks;

import dev.freehold.spec.Spec;
import dev.freehold.spec.diff.SpecChange.Collector;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Compares the list queries of one resource: filters, sort, limit, search. A renamed field is the
/// same field.
final class ListQueryDiff {
  private final Spec.Resource before;
  private final Spec.Resource after;
  private final String place;
  private final UnaryOperator<String> newName;
  private final Collector collector;

  /// @param newName the name in `after` of a field of `before`
  ListQueryDiff(
      Spec.Resource before,
      Spec.Resource after,
      UnaryOperator<String> newName,
      Collector collector) {
    this.newName = newName;
    this.before = before;
    this.after = after;
    this.place = after.name();
    this.collector = collector;
  }

  void compare() {
    filters();
    List<Spec.SortKey> sort =
        before.sort().stream()
            .map(key -> new Spec.SortKey(newName.apply(key.field()), key.descending()))
            .toList();
    if (!sort.equals(after.sort())) {
      collector.addBreaking(
          place,
          Collector.arrow("sort", words(sort), words(after.sort())),
          "lists without sort have another order");
    }
    collector.addBound(
        place,
        "limit default",
        before.limit().defaultLimit(),
        after.limit().defaultLimit(),
        adds("pages without limit have more rows"),
        breaks("pages without limit have fewer rows"));
    collector.addBound(
        place,
        "limit max",
        before.limit().max(),
        after.limit().max(),
        adds("larger pages may be requested"),
        breaks("larger pages are refused"));
    search();
  }

  private static String words(List<Spec.SortKey> keys) {
    return keys.stream()
        .map(k -> (k.descending() ? "-" : "") + k.field())
        .collect(Collectors.joining(","));
  }

  private void filters() {
    List<Spec.Filter> old = before.filters().stream().map(this::renamed).toList();
    Map<String, Spec.Filter> was = byName(old);
    Map<String, Spec.Filter> is = byName(after.filters());
    for (Spec.Filter filter : old) {
      if (!is.containsKey(filter.name())) {
        collector.addBreaking(
            place, "filter " + filter.name() + " is gone", "queries with it are refused");
      }
    }
    for (Spec.Filter filter : after.filters()) {
      Spec.Filter former = was.get(filter.name());
      if (former == null) {
        added(filter);
      } else {
        options(former, filter);
      }
    }
  }

  private Spec.Filter renamed(Spec.Filter filter) {
    return new Spec.Filter(
        filter.name(),
        filter.defaultOption(),
        filter.options().stream()
            .map(
                option ->
                    new Spec.Option(
                        option.name(), option.conditions().stream().map(this::renamed).toList()))
            .toList());
  }

  private Spec.Condition renamed(Spec.Condition condition) {
    return switch (condition) {
      case Spec.Condition.Equal(String field, Object value) ->
          new Spec.Condition.Equal(newName.apply(field), value);
      case Spec.Condition.OneOf(String field, List<Object> values) ->
          new Spec.Condition.OneOf(newName.apply(field), values);
      case Spec.Condition.Null(String field) -> new Spec.Condition.Null(newName.apply(field));
    };
  }

  private void added(Spec.Filter filter) {
    String words = "new filter " + filter.name();
    if (standard(filter).isEmpty()) {
      collector.addAdditive(place, words, "lists may be filtered by it");
    } else {
      collector.addBreaking(
          place,
          words + " with default " + filter.defaultOption(),
          "lists without it return fewer rows");
    }
  }

  private void options(Spec.Filter old, Spec.Filter now) {
    Map<String, Set<Object>> was = byOption(old);
    Map<String, Set<Object>> is = byOption(now);
    String filter = "filter " + now.name() + ": ";
    for (Spec.Option option : old.options()) {
      Set<Object> conditions = is.get(option.name());
      if (conditions == null) {
        collector.addBreaking(
            place, filter + option.name() + " is gone", "queries with this option are refused");
      } else if (!conditions.equals(was.get(option.name()))) {
        collector.addBreaking(
            place,
            filter + option.name() + " has other conditions",
            "queries with this option return other rows");
      }
    }
    for (Spec.Option option : now.options()) {
      if (!was.containsKey(option.name())) {
        collector.addAdditive(
            place, filter + "new option " + option.name(), "queries may use this option");
      }
    }
    if (!standard(old).equals(standard(now))) {
      collector.addBreaking(
          place,
          filter + Collector.arrow("default", old.defaultOption(), now.defaultOption()),
          "lists without it return other rows");
    }
  }

  private static Map<String, Spec.Filter> byName(List<Spec.Filter> filters) {
    return filters.stream().collect(Collectors.toMap(Spec.Filter::name, Function.identity()));
  }

  private static Map<String, Set<Object>> byOption(Spec.Filter filter) {
    return filter.options().stream()
        .collect(Collectors.toMap(Spec.Option::name, o -> conditions(o.conditions())));
  }

  private static Set<Object> standard(Spec.Filter filter) {
    return filter.options().stream()
        .filter(o -> o.name().equals(filter.defaultOption()))
        .map(o -> conditions(o.conditions()))
        .findFirst()
        .orElse(Set.of());
  }

  /// The conditions without their order.
  private static Set<Object> conditions(List<Spec.Condition> conditions) {
    return conditions.stream()
        .map(
            c ->
                switch (c) {
                  case Spec.Condition.Equal e -> e;
                  case Spec.Condition.OneOf(String field, List<Object> values) ->
                      List.of(field, new HashSet<>(values));
                  case Spec.Condition.Null n -> n;
                })
        .collect(Collectors.toSet());
  }

  private void search() {
    Spec.Search was = before.search();
    Spec.Search is = after.search();
    if (was == null || is == null) {
      collector.addToggle(
          place,
          "searched",
          was != null,
          is != null,
          adds("lists accept q"),
          breaks("queries with q are refused"));
      return;
    }
    List<String> searched = was.fields().stream().map(newName).toList();
    List<String> gone = searched.stream().filter(f -> !is.fields().contains(f)).toList();
    List<String> more = is.fields().stream().filter(f -> !searched.contains(f)).toList();
    if (!gone.isEmpty()) {
      collector.addBreaking(
          place, "search without " + String.join(", ", gone), "q finds fewer rows than it did");
    }
    if (!more.isEmpty()) {
      collector.addAdditive(place, "search in " + String.join(", ", more), "q finds more rows");
    }
    if (!Objects.equals(was.language(), is.language())) {
      collector.addBreaking(
          place,
          Collector.arrow("search language", word(was), word(is)),
          "q finds other rows than it did");
    }
  }

  private static String word(Spec.Search search) {
    return Objects.requireNonNullElse(search.language(), "none");
  }
}
