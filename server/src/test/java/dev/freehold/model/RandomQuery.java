package dev.freehold.model;

import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Kind;
import dev.freehold.model.ModelSpec.Relation;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelSpec.SortKey;
import dev.freehold.model.ModelStore.ModelRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Random queries: filters with values of existing rows, sort, fields, include.
final class RandomQuery {
  private final Random random;

  RandomQuery(Random random) {
    this.random = random;
  }

  PageAction page(ModelUser actor, ModelStore store, Resource resource) {
    return new PageAction(
        actor,
        listing(actor, store, resource),
        showing(actor, store.spec, resource),
        random.nextInt(4) > 0 ? "" : List.of("exact", "estimated", "none").get(random.nextInt(3)),
        random.nextInt(3) > 0 ? 0 : 1 + random.nextInt(3),
        random.nextInt(3) > 0 ? 0 : 1 + random.nextInt(resource.maxLimit()),
        "",
        Optional.empty());
  }

  /// A list under a parent row.
  Optional<PageAction> below(ModelUser actor, ModelStore store, Resource parent) {
    List<Relation> many = store.spec.relations(parent).stream().filter(Relation::many).toList();
    List<ModelRow> rows = store.rows(parent);
    if (many.isEmpty() || rows.isEmpty()) {
      return Optional.empty();
    }
    Relation relation = many.get(random.nextInt(many.size()));
    Resource resource = store.spec.resource(relation.target());
    ModelRow row = rows.get(random.nextInt(rows.size()));
    PageAction page = page(actor, store, resource);
    ModelListQuery all = page.query();
    ModelListQuery below =
        new ModelListQuery(
            resource,
            Optional.of(new ModelListQuery.Parent(parent, row.id(), relation)),
            all.where(),
            all.options(),
            all.q(),
            all.sort());
    return Optional.of(
        new PageAction(
            actor,
            below,
            page.projection(),
            page.count(),
            page.number(),
            page.limit(),
            "",
            Optional.empty()));
  }

  ModelListQuery listing(ModelUser actor, ModelStore store, Resource resource) {
    Map<String, String> options = new LinkedHashMap<>();
    resource
        .filters()
        .forEach(
            (name, all) -> {
              if (random.nextInt(4) == 0) {
                options.put(name, List.copyOf(all.keySet()).get(random.nextInt(all.size())));
              }
            });
    String q = "";
    if (!resource.search().isEmpty() && random.nextInt(4) == 0) {
      q =
          List.of("m", "MIL", "k", "1", "%", "_", "é", "\\", "face 😀", "a")
              .get(random.nextInt(10));
    }
    return new ModelListQuery(
        resource,
        Optional.empty(),
        where(actor, store, resource),
        options,
        q,
        random.nextInt(2) == 0 ? List.of() : sort(actor, resource));
  }

  List<ModelFilter> where(ModelUser actor, ModelStore store, Resource resource) {
    List<ModelFilter> all = new ArrayList<>();
    Set<String> named = new LinkedHashSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      ModelFilter.FieldCondition test = test(actor, store, resource);
      if (named.add(test.parameter())) {
        all.add(test);
      }
    }
    if (random.nextInt(4) == 0) {
      all.add(new ModelFilter.Any(terms(actor, store, resource, 3)));
    }
    return all;
  }

  private List<ModelFilter> terms(ModelUser actor, ModelStore store, Resource resource, int depth) {
    List<ModelFilter> terms = new ArrayList<>();
    for (int i = 1 + random.nextInt(2); i >= 0; i--) {
      int draw = depth == 0 ? 9 : random.nextInt(8);
      terms.add(
          switch (draw) {
            case 0 ->
                new ModelFilter.All(terms(actor, store, resource, depth - 2 < 0 ? 0 : depth - 2));
            case 1 ->
                new ModelFilter.Any(terms(actor, store, resource, depth - 2 < 0 ? 0 : depth - 2));
            default -> test(actor, store, resource);
          });
    }
    return terms;
  }

  ModelFilter.FieldCondition test(ModelUser actor, ModelStore store, Resource resource) {
    List<Field> fields = actor.reads(resource);
    Field field = fields.get(random.nextInt(fields.size()));
    List<String> operators = ModelFilter.operators(field);
    String operator = operators.get(random.nextInt(operators.size()));
    List<Object> values = new ArrayList<>();
    int count =
        switch (operator) {
          case "in", "nin" -> 1 + random.nextInt(4);
          case "between" -> 2;
          default -> 1;
        };
    for (int i = 0; i < count; i++) {
      values.add(
          operator.equals("null") ? random.nextBoolean() : value(store, resource, field, operator));
    }
    return new ModelFilter.FieldCondition(field, operator, values);
  }

  /// A value of some row, readable or not, or a random value.
  private Object value(ModelStore store, Resource resource, Field field, String operator) {
    List<Object> there =
        store.rows(resource).stream()
            .map(r -> r.value(field.name()))
            .filter(v -> v != JsonTree.NULL && v != ServerAssignedValue.UNKNOWN)
            .toList();
    Object value =
        there.isEmpty() || (random.nextInt(3) == 0 && field.kind() != Kind.DATETIME)
            ? ModelValues.random(element(field), random)
            : there.get(random.nextInt(there.size()));
    if (value instanceof List<?> list) {
      value = list.isEmpty() ? ModelValues.random(element(field), random) : list.getFirst();
    }
    if (value instanceof String text
        && field.kind().isText()
        && operator.matches(".*[cC]ontains|.*With")) {
      int from =
          text.isEmpty()
              ? 0
              : text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length())));
      String part = operator.equals("startsWith") ? text.substring(0, from) : text.substring(from);
      String asked = part.isEmpty() ? "m" : part;
      return operator.equals("icontains") ? ModelValues.lower(asked) : asked;
    }
    return value;
  }

  /// A condition on an array has one of its elements.
  private static Field element(Field field) {
    Kind kind =
        switch (field.kind()) {
          case STRINGS -> Kind.STRING;
          case INTEGERS -> Kind.INTEGER;
          case BIGINTS -> Kind.BIGINT;
          default -> field.kind();
        };
    return new Field(
        field.name(),
        kind,
        field.ref(),
        field.flags(),
        field.defaultValue(),
        field.readers(),
        field.writers(),
        field.values());
  }

  private List<SortKey> sort(ModelUser actor, Resource resource) {
    List<Field> fields = new ArrayList<>(actor.reads(resource));
    fields.removeIf(f -> !f.kind().isSortable());
    Collections.shuffle(fields, random);
    return fields.stream()
        .limit(1 + random.nextInt(4))
        .map(
            f ->
                new SortKey(
                    f.name(), random.nextBoolean(), f.kind().isText() && random.nextBoolean()))
        .toList();
  }

  ModelProjection showing(ModelUser actor, ModelSpec spec, Resource resource) {
    Set<String> fields = new LinkedHashSet<>();
    if (random.nextInt(4) == 0) {
      List<Field> all = new ArrayList<>(actor.reads(resource));
      Collections.shuffle(all, random);
      all.stream().limit(1 + random.nextInt(3)).map(Field::name).forEach(fields::add);
    }
    List<String> include = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      include.addAll(ModelProjection.paths(actor, spec, resource));
      Collections.shuffle(include, random);
      include = include.subList(0, Math.min(include.size(), 1 + random.nextInt(3)));
    }
    return new ModelProjection(fields, List.copyOf(include));
  }
}
