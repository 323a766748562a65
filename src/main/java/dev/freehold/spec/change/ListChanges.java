package dev.freehold.spec.change;

import static dev.freehold.spec.change.Found.Verdict.adds;
import static dev.freehold.spec.change.Found.Verdict.breaks;

import dev.freehold.spec.Spec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What differs in the lists of one resource: filters, order, pages, search.
final class ListChanges {
  private final Spec.Resource before;
  private final Spec.Resource after;
  private final String place;
  private final Found found;

  ListChanges(Spec.Resource before, Spec.Resource after, Found found) {
    this.before = before;
    this.after = after;
    this.place = after.name();
    this.found = found;
  }

  void compare() {
    filters();
    if (!before.sort().equals(after.sort())) {
      found.breaking(
          place,
          Found.arrow("sort", words(before.sort()), words(after.sort())),
          "lists without sort come in another order");
    }
    found.bound(
        place,
        "limit default",
        before.limit().standard(),
        after.limit().standard(),
        adds("pages without limit have more rows"),
        breaks("pages without limit have fewer rows"));
    found.bound(
        place,
        "limit max",
        before.limit().max(),
        after.limit().max(),
        adds("larger pages may be asked for"),
        breaks("larger pages are refused"));
    search();
  }

  private static String words(List<Spec.SortKey> keys) {
    return keys.stream()
        .map(k -> (k.descending() ? "-" : "") + k.field())
        .collect(Collectors.joining(","));
  }

  private void filters() {
    Map<String, Spec.Filter> was = byName(before.filters());
    Map<String, Spec.Filter> is = byName(after.filters());
    for (Spec.Filter filter : before.filters()) {
      if (!is.containsKey(filter.name())) {
        found.breaking(
            place, "filter " + filter.name() + " is gone", "queries with it are refused");
      }
    }
    for (Spec.Filter filter : after.filters()) {
      Spec.Filter old = was.get(filter.name());
      if (old == null) {
        added(filter);
      } else {
        options(old, filter);
      }
    }
  }

  private void added(Spec.Filter filter) {
    String words = "new filter " + filter.name();
    if (standard(filter).isEmpty()) {
      found.additive(place, words, "lists may be asked for by it");
    } else {
      found.breaking(
          place,
          words + " with default " + filter.defaultOption(),
          "lists without it show fewer rows");
    }
  }

  private void options(Spec.Filter old, Spec.Filter now) {
    Map<String, Set<Object>> was = byOption(old);
    Map<String, Set<Object>> is = byOption(now);
    String filter = "filter " + now.name() + ": ";
    for (Spec.Option option : old.options()) {
      Set<Object> conditions = is.get(option.name());
      if (conditions == null) {
        found.breaking(
            place, filter + option.name() + " is gone", "queries with this option are refused");
      } else if (!conditions.equals(was.get(option.name()))) {
        found.breaking(
            place,
            filter + option.name() + " asks for something else",
            "queries with this option show other rows");
      }
    }
    for (Spec.Option option : now.options()) {
      if (!was.containsKey(option.name())) {
        found.additive(place, filter + "new option " + option.name(), "more can be asked for");
      }
    }
    if (!standard(old).equals(standard(now))) {
      found.breaking(
          place,
          filter + Found.arrow("default", old.defaultOption(), now.defaultOption()),
          "lists without it show other rows");
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

  /// In an order that means nothing.
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
      found.onOff(
          place,
          "searched",
          was != null,
          is != null,
          adds("lists take q"),
          breaks("queries with q are refused"));
      return;
    }
    List<String> gone = was.fields().stream().filter(f -> !is.fields().contains(f)).toList();
    List<String> more = is.fields().stream().filter(f -> !was.fields().contains(f)).toList();
    if (!gone.isEmpty()) {
      found.breaking(
          place, "search without " + String.join(", ", gone), "q finds fewer rows than it did");
    }
    if (!more.isEmpty()) {
      found.additive(place, "search in " + String.join(", ", more), "q finds more rows");
    }
    if (!Objects.equals(was.language(), is.language())) {
      found.breaking(
          place,
          Found.arrow("search language", word(was), word(is)),
          "q finds other rows than it did");
    }
  }

  private static String word(Spec.Search search) {
    return Objects.requireNonNullElse(search.language(), "none");
  }
}
