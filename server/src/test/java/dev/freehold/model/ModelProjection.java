package dev.freehold.model;

import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Relation;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelStore.ModelRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The fields and relations of rows in a response: `fields` and `include`.
///
/// @param fields empty for the whole read set
/// @param include paths such as `project.client`
record ModelProjection(Set<String> fields, List<String> include) {
  static final ModelProjection PLAIN = new ModelProjection(Set.of(), List.of());

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

  Map<String, Object> json(ModelUser actor, ModelStore store, Resource resource, ModelRow row) {
    List<Field> columns =
        actor.reads(resource).stream()
            .filter(c -> fields.isEmpty() || fields.contains(c.name()))
            .toList();
    return json(actor, store, resource, row, columns, include);
  }

  private static Map<String, Object> json(
      ModelUser actor,
      ModelStore store,
      Resource resource,
      ModelRow row,
      List<Field> columns,
      List<String> include) {
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
              actor.relations(store.spec, resource).stream()
                  .filter(r -> r.name().equals(name))
                  .findFirst()
                  .orElseThrow();
          Object hop =
              relation.many()
                  ? many(actor, store, resource, row, relation, rest)
                  : one(actor, store, row, relation, rest);
          json.put(name, hop);
        });
    return json;
  }

  private static Object one(
      ModelUser actor, ModelStore store, ModelRow row, Relation relation, List<String> rest) {
    Resource target = store.spec.resource(relation.target());
    Object id = row.value(relation.column());
    return store
        .row(target, id)
        .filter(r -> store.permits(actor, target, Operation.READ, r))
        .<Object>map(r -> json(actor, store, target, r, actor.reads(target), rest))
        .orElse(JsonTree.NULL);
  }

  private static Object many(
      ModelUser actor,
      ModelStore store,
      Resource resource,
      ModelRow row,
      Relation relation,
      List<String> rest) {
    Resource target = store.spec.resource(relation.target());
    ModelListQuery.Parent parent = new ModelListQuery.Parent(resource, row.id(), relation);
    ModelListQuery query =
        new ModelListQuery(target, Optional.of(parent), List.of(), Map.of(), "", List.of());
    List<ModelRow> rows = query.rows(actor, store);
    Map<String, Object> many = new LinkedHashMap<>();
    many.put(
        "data",
        rows.stream()
            .limit(target.limit())
            .<Object>map(r -> json(actor, store, target, r, actor.reads(target), rest))
            .toList());
    many.put("hasMore", rows.size() > target.limit());
    many.put("url", "/api/v1" + query.path());
    return many;
  }

  /// Every include path that the user may read: at most three steps, at most one of them to-many.
  static Set<String> paths(ModelUser actor, ModelSpec spec, Resource from) {
    Set<String> paths = new LinkedHashSet<>();
    paths(actor, spec, from, "", 3, true, paths);
    return paths;
  }

  private static void paths(
      ModelUser actor,
      ModelSpec spec,
      Resource from,
      String before,
      int depth,
      boolean many,
      Set<String> all) {
    if (depth == 0) {
      return;
    }
    for (Relation relation : actor.relations(spec, from)) {
      if (many || !relation.many()) {
        String path = before + relation.name();
        all.add(path);
        Resource target = spec.resource(relation.target());
        paths(actor, spec, target, path + ".", depth - 1, many && !relation.many(), all);
      }
    }
  }
}
