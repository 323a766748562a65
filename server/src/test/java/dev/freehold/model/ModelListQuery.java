package dev.freehold.model;

import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Relation;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelSpec.SortKey;
import dev.freehold.model.ModelStore.ModelRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A list query: its parameters, and the rows that it must return, in order.
///
/// @param options the chosen options of the named filters
/// @param q the search text; empty for no search
/// @param sort empty for the default order of the resource
record ModelListQuery(
    Resource resource,
    Optional<Parent> parent,
    List<ModelFilter> where,
    Map<String, String> options,
    String q,
    List<SortKey> sort) {

  /// The parent row of a nested list.
  record Parent(Resource resource, Object id, Relation relation) {}

  static ModelListQuery all(Resource resource) {
    return new ModelListQuery(resource, Optional.empty(), List.of(), Map.of(), "", List.of());
  }

  String path() {
    return parent
        .map(
            p ->
                "/"
                    + p.resource().name()
                    + "/"
                    + ModelValues.text(p.id())
                    + "/"
                    + p.relation().name())
        .orElse("/" + resource.name());
  }

  List<Map.Entry<String, String>> parameters() {
    List<Map.Entry<String, String>> all = new ArrayList<>();
    for (ModelFilter condition : where) {
      switch (condition) {
        case ModelFilter.FieldCondition test -> all.add(Map.entry(test.parameter(), test.value()));
        case ModelFilter.Any any -> all.add(Map.entry("or", any.value()));
        case ModelFilter.All _ -> throw new IllegalStateException("stands in no query by itself");
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

  /// Whether the query has no condition; a bulk write refuses such a query.
  boolean isMetByAll() {
    return where.stream().allMatch(ModelFilter::matchesEveryRow)
        && options.entrySet().stream()
            .allMatch(
                o ->
                    resource
                        .filters()
                        .getOrDefault(o.getKey(), Map.of())
                        .getOrDefault(o.getValue(), Map.of())
                        .isEmpty());
  }

  boolean matches(ModelRow row) {
    return where.stream().allMatch(c -> c.holds(row))
        && options.entrySet().stream().allMatch(o -> matches(row, o.getKey(), o.getValue()))
        && (q.isEmpty() || isFound(row));
  }

  private boolean matches(ModelRow row, String filter, String option) {
    return resource
        .filters()
        .getOrDefault(filter, Map.of())
        .getOrDefault(option, Map.of())
        .entrySet()
        .stream()
        .allMatch(
            c -> {
              Object is = row.value(c.getKey());
              return c.getValue() instanceof List<?> list
                  ? list.contains(is)
                  : is.equals(c.getValue());
            });
  }

  private boolean isFound(ModelRow row) {
    return resource.search().stream()
        .map(row::value)
        .anyMatch(
            v ->
                v instanceof String text && ModelValues.lower(text).contains(ModelValues.lower(q)));
  }

  /// The matching rows, in order.
  List<ModelRow> rows(ModelUser actor, ModelStore store) {
    return store.rows(resource).stream()
        .filter(r -> store.permits(actor, resource, Operation.READ, r))
        .filter(
            r ->
                parent.isEmpty()
                    || r.value(parent.get().relation().column()).equals(parent.get().id()))
        .filter(this::matches)
        .sorted(order())
        .toList();
  }

  Comparator<ModelRow> order() {
    List<SortKey> keys = new ArrayList<>(sort.isEmpty() ? resource.sort() : sort);
    keys.add(new SortKey("id", keys.getLast().descending()));
    Comparator<ModelRow> order = (_, _) -> 0;
    for (SortKey key : keys) {
      Field field = resource.column(key.field());
      if (key.ignoresCase()) {
        order =
            order.thenComparing(
                (a, b) ->
                    ModelValues.compareInOrder(
                        field,
                        ModelValues.ignoringCase(a.value(key.field())),
                        ModelValues.ignoringCase(b.value(key.field())),
                        key.descending()));
      }
      order =
          order.thenComparing(
              (a, b) ->
                  ModelValues.compareInOrder(
                      field, a.value(key.field()), b.value(key.field()), key.descending()));
    }
    return order;
  }
}
