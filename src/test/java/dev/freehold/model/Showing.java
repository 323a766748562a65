package dev.freehold.model;

import dev.freehold.model.Shape.Field;
import dev.freehold.model.Shape.Operation;
import dev.freehold.model.Shape.Relation;
import dev.freehold.model.Shape.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What of its rows an answer shows: `fields` and `include`.
///
/// @param fields empty for the whole read set
/// @param include paths such as `project.client`
record Showing(Set<String> fields, List<String> include) {
  static final Showing PLAIN = new Showing(Set.of(), List.of());

  List<Map.Entry<String, String>> parameters() {
    List<Map.Entry<String, String>> all = new ArrayList<>();
    if (!fields.isEmpty()) {
      all.add(Map.entry("fields", String.join(",", fields)));
    }
    if (!include.isEmpty()) {
      all.add(Map.entry("include", String.join(",", include)));
    }
    return all;
  }

  Map<String, Object> json(Who who, Store store, Resource resource, Row row) {
    List<Field> columns =
        who.reads(resource).stream()
            .filter(c -> fields.isEmpty() || fields.contains(c.name()))
            .toList();
    return json(who, store, resource, row, columns, include);
  }

  private static Map<String, Object> json(
      Who who, Store store, Resource resource, Row row, List<Field> columns, List<String> include) {
    Map<String, Object> json = row.json(columns);
    Map<String, List<String>> hops = new LinkedHashMap<>();
    for (String path : include) {
      String[] parts = path.split("\\.", 2);
      List<String> rest = hops.computeIfAbsent(parts[0], _ -> new ArrayList<>());
      if (parts.length > 1) {
        rest.add(parts[1]);
      }
    }
    hops.forEach(
        (name, rest) -> {
          Relation relation =
              who.relations(store.shape, resource).stream()
                  .filter(r -> r.name().equals(name))
                  .findFirst()
                  .orElseThrow();
          Object hop =
              relation.many()
                  ? many(who, store, resource, row, relation, rest)
                  : one(who, store, row, relation, rest);
          json.put(name, hop);
        });
    return json;
  }

  private static Object one(Who who, Store store, Row row, Relation relation, List<String> rest) {
    Resource target = store.shape.resource(relation.target());
    Object id = row.at(relation.column());
    return store
        .row(target, id)
        .filter(r -> who.may(target, Operation.READ, r))
        .<Object>map(r -> json(who, store, target, r, who.reads(target), rest))
        .orElse(Tree.NULL);
  }

  private static Object many(
      Who who, Store store, Resource resource, Row row, Relation relation, List<String> rest) {
    Resource target = store.shape.resource(relation.target());
    Listing.Parent parent = new Listing.Parent(resource, row.id(), relation);
    Listing listing = new Listing(target, Optional.of(parent), List.of(), Map.of(), "", List.of());
    List<Row> rows = listing.rows(who, store);
    Map<String, Object> many = new LinkedHashMap<>();
    many.put(
        "data",
        rows.stream()
            .limit(target.limit())
            .<Object>map(r -> json(who, store, target, r, who.reads(target), rest))
            .toList());
    many.put("hasMore", rows.size() > target.limit());
    many.put("url", "/api/v1" + listing.path());
    return many;
  }

  /// Every path that `who` may follow from here: three hops at most, one of them to many at most.
  static Set<String> paths(Who who, Shape shape, Resource from) {
    Set<String> paths = new LinkedHashSet<>();
    paths(who, shape, from, "", 3, true, paths);
    return paths;
  }

  private static void paths(
      Who who,
      Shape shape,
      Resource from,
      String before,
      int depth,
      boolean many,
      Set<String> all) {
    if (depth == 0) {
      return;
    }
    for (Relation relation : who.relations(shape, from)) {
      if (many || !relation.many()) {
        String path = before + relation.name();
        all.add(path);
        Resource target = shape.resource(relation.target());
        paths(who, shape, target, path + ".", depth - 1, many && !relation.many(), all);
      }
    }
  }
}
