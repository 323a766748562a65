package dev.freehold.model;

import dev.freehold.model.Shape.Field;
import dev.freehold.model.Shape.Operation;
import dev.freehold.model.Shape.Relation;
import dev.freehold.model.Shape.Resource;
import dev.freehold.model.Shape.SortKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which rows a list asks for, in which order; how a query says so, and which they are.
///
/// @param options of the named filters
/// @param q empty where nothing is searched
/// @param sort empty for the resource's own
record Listing(
    Resource resource,
    Optional<Parent> parent,
    List<Condition> where,
    Map<String, String> options,
    String q,
    List<SortKey> sort) {

  /// The row whose relation to many is listed.
  record Parent(Resource resource, Object id, Relation relation) {}

  static Listing all(Resource resource) {
    return new Listing(resource, Optional.empty(), List.of(), Map.of(), "", List.of());
  }

  String path() {
    return parent
        .map(p -> "/" + p.resource().name() + "/" + Values.text(p.id()) + "/" + p.relation().name())
        .orElse("/" + resource.name());
  }

  List<Map.Entry<String, String>> parameters() {
    List<Map.Entry<String, String>> all = new ArrayList<>();
    for (Condition condition : where) {
      switch (condition) {
        case Condition.Test test -> all.add(Map.entry(test.parameter(), test.value()));
        case Condition.Any any -> all.add(Map.entry("or", any.value()));
        case Condition.All _ -> throw new IllegalStateException("stands in no query by itself");
      }
    }
    all.addAll(options.entrySet());
    if (!q.isEmpty()) {
      all.add(Map.entry("q", q));
    }
    if (!sort.isEmpty()) {
      all.add(Map.entry("sort", String.join(",", sort.stream().map(SortKey::word).toList())));
    }
    return all;
  }

  /// Whether it names no rows: a change of many asks for more than that.
  boolean isMetByAll() {
    return where.stream().allMatch(Condition::isMetByAll)
        && options.entrySet().stream()
            .allMatch(
                o ->
                    resource
                        .filters()
                        .getOrDefault(o.getKey(), Map.of())
                        .getOrDefault(o.getValue(), Map.of())
                        .isEmpty());
  }

  boolean matches(Row row) {
    return where.stream().allMatch(c -> c.holds(row))
        && options.entrySet().stream().allMatch(o -> matches(row, o.getKey(), o.getValue()))
        && (q.isEmpty() || isFound(row));
  }

  private boolean matches(Row row, String filter, String option) {
    return resource
        .filters()
        .getOrDefault(filter, Map.of())
        .getOrDefault(option, Map.of())
        .entrySet()
        .stream()
        .allMatch(
            c -> {
              Object is = row.at(c.getKey());
              return c.getValue() instanceof List<?> list
                  ? list.contains(is)
                  : is.equals(c.getValue());
            });
  }

  private boolean isFound(Row row) {
    return resource.search().stream()
        .map(row::at)
        .anyMatch(v -> v instanceof String text && Values.lower(text).contains(Values.lower(q)));
  }

  /// In order.
  List<Row> rows(Who who, Store store) {
    return store.rows(resource).stream()
        .filter(r -> who.may(resource, Operation.READ, r))
        .filter(
            r ->
                parent.isEmpty()
                    || r.at(parent.get().relation().column()).equals(parent.get().id()))
        .filter(this::matches)
        .sorted(order())
        .toList();
  }

  Comparator<Row> order() {
    List<SortKey> keys = new ArrayList<>(sort.isEmpty() ? resource.sort() : sort);
    keys.add(new SortKey("id", keys.getLast().descending()));
    Comparator<Row> order = (_, _) -> 0;
    for (SortKey key : keys) {
      Field field = resource.column(key.field());
      order =
          order.thenComparing(
              (a, b) ->
                  Values.compareInOrder(
                      field.kind(), a.at(key.field()), b.at(key.field()), key.descending()));
    }
    return order;
  }
}
