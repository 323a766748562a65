package dev.freehold.model;

import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelStore.ModelRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Random actions of users on the rows of all users.
final class RandomAction {
  /// More rows per resource only make a run slower.
  private static final int CROWDED = 30;

  private final Random random;
  private final RandomBody bodies;
  private final RandomQuery queries;
  private final ModelServer api;

  RandomAction(Random random, ModelServer api) {
    this.random = random;
    this.api = api;
    bodies = new RandomBody(random);
    queries = new RandomQuery(random);
  }

  RandomQuery queries() {
    return queries;
  }

  ModelUser who() {
    return random.nextInt(9) == 0 ? ModelUser.ANONYMOUS : randomUser();
  }

  ModelUser randomUser() {
    return api.users.get(random.nextInt(api.users.size()));
  }

  Resource resource(ModelStore store) {
    List<Resource> all = store.spec.resources();
    return all.get(random.nextInt(all.size()));
  }

  ModelAction read(ModelStore store) {
    ModelUser actor = who();
    Resource resource = resource(store);
    return switch (random.nextInt(6)) {
      case 0 -> get(actor, store, resource);
      case 5 -> SummaryAction.random(actor, queries.page(actor, store, resource).query(), random);
      case 1 ->
          queries
              .below(actor, store, resource)
              .<ModelAction>map(p -> p)
              .orElse(get(actor, store, resource));
      default -> queries.page(actor, store, resource);
    };
  }

  private ModelAction get(ModelUser actor, ModelStore store, Resource resource) {
    Object id = id(store, resource, actor, Operation.READ);
    ModelAction.ConditionalHeader pre = ModelAction.ConditionalHeader.NONE;
    ModelTags.Representation shown = ModelTags.Representation.of(actor, resource);
    ModelTags tags = store.row(resource, id).map(ModelRow::tags).orElse(ModelTags.NONE);
    String tag = tags.of(shown);
    boolean seen =
        store
            .row(resource, id)
            .filter(r -> store.permits(actor, resource, Operation.READ, r))
            .isPresent();
    if (seen && !tag.isEmpty() && random.nextInt(3) == 0) {
      boolean other = random.nextBoolean();
      List<String> elsewhere = tags.others(shown);
      if (other && !elsewhere.isEmpty()) {
        pre = new ModelAction.ConditionalHeader("If-None-Match", elsewhere.getFirst(), true);
        return new SingleRowActions.Get(actor, resource, id, ModelProjection.PLAIN, pre);
      }
      String asked = other ? "\"other\"" : "\"x\", " + tag;
      pre =
          random.nextBoolean()
              ? new ModelAction.ConditionalHeader("If-None-Match", asked, other)
              : new ModelAction.ConditionalHeader("If-Match", asked, !other);
      return new SingleRowActions.Get(actor, resource, id, ModelProjection.PLAIN, pre);
    }
    return new SingleRowActions.Get(
        actor, resource, id, queries.showing(actor, store.spec, resource), pre);
  }

  /// Usually of a row for which the operation is permitted.
  private Object id(ModelStore store, Resource resource, ModelUser actor, Operation operation) {
    List<ModelRow> all = store.rows(resource);
    List<ModelRow> own =
        all.stream().filter(r -> store.permits(actor, resource, operation, r)).toList();
    int draw = random.nextInt(10);
    List<ModelRow> from = draw < 2 ? all : own;
    return draw == 9 || from.isEmpty()
        ? bodies.missing(resource)
        : from.get(random.nextInt(from.size())).id();
  }

  ModelAction write(ModelStore store) {
    ModelUser actor = who();
    Resource resource = resource(store);
    boolean crowded = store.rows(resource).size() > CROWDED;
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5 ->
          crowded ? delete(actor, store, resource) : create(actor, store, resource, options());
      case 6, 7, 8, 9 -> update(actor, store, resource);
      case 10, 11 -> delete(actor, store, resource);
      case 12, 13 ->
          crowded ? changeWhere(actor, store, resource) : createMany(actor, store, resource);
      case 14 -> updateMany(actor, store, resource);
      case 15 -> rotate(randomUser(), store, resource);
      case 16 -> changeWhere(actor, store, resource);
      default -> batch(randomUser(), store);
    };
  }

  /// Creates or deletes a row.
  ModelAction small(ModelStore store) {
    ModelUser actor = randomUser();
    Resource resource = resource(store);
    return random.nextInt(3) == 0
        ? new SingleRowActions.Delete(
            actor,
            resource,
            id(store, resource, actor, Operation.DELETE),
            ModelAction.ConditionalHeader.NONE,
            Set.of())
        : create(actor, store, resource, Set.of());
  }

  private Set<ModelAction.WriteOption> options() {
    Set<ModelAction.WriteOption> options = EnumSet.noneOf(ModelAction.WriteOption.class);
    switch (random.nextInt(7)) {
      case 0 -> options.add(ModelAction.WriteOption.DRY_RUN);
      case 1 -> options.add(ModelAction.WriteOption.MINIMAL);
      default -> {}
    }
    return options;
  }

  private Set<ModelAction.WriteOption> dryRun() {
    return random.nextInt(6) == 0 ? Set.of(ModelAction.WriteOption.DRY_RUN) : Set.of();
  }

  ModelAction create(
      ModelUser actor, ModelStore store, Resource resource, Set<ModelAction.WriteOption> options) {
    return new SingleRowActions.Create(
        actor, resource, bodies.create(actor, store, resource), options);
  }

  private ModelAction update(ModelUser actor, ModelStore store, Resource resource) {
    Object id = id(store, resource, actor, Operation.UPDATE);
    return new SingleRowActions.Update(
        actor,
        random.nextBoolean() ? "PUT" : "PATCH",
        resource,
        id,
        bodies.update(actor, store, resource),
        pre(actor, store, resource, id),
        options());
  }

  private ModelAction delete(ModelUser actor, ModelStore store, Resource resource) {
    Object id = id(store, resource, actor, Operation.DELETE);
    return new SingleRowActions.Delete(
        actor, resource, id, pre(actor, store, resource, id), dryRun());
  }

  private ModelAction.ConditionalHeader pre(
      ModelUser actor, ModelStore store, Resource resource, Object id) {
    ModelTags.Representation shown = ModelTags.Representation.of(actor, resource);
    String tag = store.row(resource, id).map(row -> row.tags().of(shown)).orElse("");
    return switch (random.nextInt(tag.isEmpty() ? 12 : 9)) {
      case 0 -> new ModelAction.ConditionalHeader("If-Match", tag.isEmpty() ? "*" : tag, true);
      case 1 -> new ModelAction.ConditionalHeader("If-Match", "*", true);
      case 2 -> new ModelAction.ConditionalHeader("If-Match", "\"other\"", false);
      case 3 ->
          new ModelAction.ConditionalHeader(
              "If-Match", tag.isEmpty() ? "*" : "\"other\", " + tag, true);
      case 4 ->
          new ModelAction.ConditionalHeader("If-Match", tag.isEmpty() ? "*" : "W/" + tag, true);
      case 5 -> new ModelAction.ConditionalHeader("If-None-Match", "*", false);
      case 6 -> new ModelAction.ConditionalHeader("If-None-Match", "\"other\"", true);
      default -> ModelAction.ConditionalHeader.NONE;
    };
  }

  private ModelAction createMany(ModelUser actor, ModelStore store, Resource resource) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      list.add(bodies.create(actor, store, resource));
    }
    return new BulkActions.Create(actor, resource, list, dryRun());
  }

  private ModelAction updateMany(ModelUser actor, ModelStore store, Resource resource) {
    Map<Object, Map<String, Object>> list = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      Map<String, Object> body = bodies.update(actor, store, resource);
      body.remove("id");
      Object id = id(store, resource, actor, Operation.UPDATE);
      if (random.nextInt(3) == 0) {
        store.row(resource, id).ifPresent(row -> echo(actor, resource, row, body));
      }
      if (!body.isEmpty()) {
        list.put(id, body);
      }
    }
    return list.isEmpty()
        ? update(actor, store, resource)
        : new BulkActions.Update(actor, resource, list, dryRun());
  }

  /// Adds fields of the row that the actor may read and not write.
  private void echo(ModelUser actor, Resource resource, ModelRow row, Map<String, Object> body) {
    for (ModelSpec.Field field : resource.columns()) {
      Object value = row.value(field.name());
      if (!field.name().equals("id")
          && actor.reads(field)
          && !actor.updates(field)
          && value != ServerAssignedValue.UNKNOWN
          && random.nextInt(3) > 0) {
        body.putIfAbsent(field.name(), value);
      }
    }
  }

  /// Rows exchange the values of a unique set, or nearly so.
  private ModelAction rotate(ModelUser actor, ModelStore store, Resource resource) {
    List<List<String>> sets = resource.uniqueSets();
    List<ModelRow> rows = new ArrayList<>(store.rows(resource));
    rows.removeIf(r -> !store.permits(actor, resource, Operation.UPDATE, r));
    Collections.shuffle(rows, random);
    if (sets.isEmpty() || rows.size() < 2) {
      return updateMany(actor, store, resource);
    }
    List<String> set = sets.get(random.nextInt(sets.size()));
    List<ModelRow> some = rows.subList(0, Math.min(rows.size(), 2 + random.nextInt(2)));
    Map<Object, Map<String, Object>> list = new LinkedHashMap<>();
    for (int i = 0; i < some.size(); i++) {
      ModelRow next = random.nextInt(8) == 0 ? rows.getLast() : some.get((i + 1) % some.size());
      Map<String, Object> body = new LinkedHashMap<>();
      for (String field : set) {
        if (actor.updates(resource.column(field))) {
          body.put(field, next.value(field));
        }
      }
      if (!body.isEmpty()) {
        list.put(some.get(i).id(), body);
      }
    }
    if (list.isEmpty()) {
      return updateMany(actor, store, resource);
    }
    if (random.nextBoolean()) {
      return new BulkActions.Update(actor, resource, list, dryRun());
    }
    List<ModelAction> actions = new ArrayList<>();
    list.forEach(
        (id, body) ->
            actions.add(
                new SingleRowActions.Update(
                    actor,
                    "PATCH",
                    resource,
                    id,
                    body,
                    ModelAction.ConditionalHeader.NONE,
                    Set.of())));
    return new BatchAction(actor, actions);
  }

  private ModelAction changeWhere(ModelUser actor, ModelStore store, Resource resource) {
    List<ModelFilter> where = queries.where(actor, store, resource);
    int most = 1 + random.nextInt(6);
    if (where.isEmpty()) {
      ModelSpec.Field id = resource.column("id");
      List<Object> ids =
          List.of(id(store, resource, actor, Operation.UPDATE), bodies.missing(resource));
      where = List.of(new ModelFilter.FieldCondition(id, "in", ids));
      most = random.nextBoolean() ? 0 : most;
    }
    Map<String, String> options =
        most == 0 ? Map.of() : queries.listing(actor, store, resource).options();
    ModelListQuery query =
        new ModelListQuery(resource, Optional.empty(), where, options, "", List.of());
    Map<String, Object> body = Map.of();
    if (random.nextBoolean()) {
      body = bodies.update(actor, store, resource);
      body.remove("marker");
      if (body.isEmpty()) {
        return new SingleRowActions.Get(
            actor,
            resource,
            id(store, resource, actor, Operation.READ),
            ModelProjection.PLAIN,
            ModelAction.ConditionalHeader.NONE);
      }
    }
    return new BulkActions.Where(actor, query, body, most, dryRun());
  }

  /// A batch of creates, and of writes to existing rows and to rows that the batch itself creates.
  private ModelAction batch(ModelUser actor, ModelStore store) {
    List<ModelAction> actions = new ArrayList<>();
    Map<Integer, Resource> made = new LinkedHashMap<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      Resource resource = resource(store);
      Object id = id(store, resource, actor, Operation.UPDATE);
      for (Map.Entry<Integer, Resource> earlier : made.entrySet()) {
        if (earlier.getValue().equals(resource) && random.nextBoolean()) {
          id = new ModelBody.BatchReference(earlier.getKey());
        }
      }
      ModelAction action =
          switch (random.nextInt(6)) {
            case 0 ->
                new SingleRowActions.Update(
                    actor,
                    "PATCH",
                    resource,
                    id,
                    point(actor, resource, bodies.update(actor, store, resource), made, false),
                    ModelAction.ConditionalHeader.NONE,
                    Set.of());
            case 1 ->
                new SingleRowActions.Delete(
                    actor, resource, id, ModelAction.ConditionalHeader.NONE, Set.of());
            case 2 ->
                new SingleRowActions.Get(
                    actor, resource, id, ModelProjection.PLAIN, ModelAction.ConditionalHeader.NONE);
            default ->
                new SingleRowActions.Create(
                    actor,
                    resource,
                    point(actor, resource, bodies.create(actor, store, resource), made, true),
                    Set.of());
          };
      actions.add(action);
      if (action instanceof SingleRowActions.Create) {
        made.put(actions.size(), resource);
      }
    }
    return new BatchAction(actor, actions);
  }

  private Map<String, Object> point(
      ModelUser actor,
      Resource resource,
      Map<String, Object> body,
      Map<Integer, Resource> made,
      boolean create) {
    for (ModelSpec.Field field : resource.fields()) {
      made.forEach(
          (operation, target) -> {
            boolean fits = field.ref().filter(r -> r.target().equals(target.name())).isPresent();
            boolean writable = create ? actor.creates(field) : actor.updates(field);
            if (fits && writable && random.nextBoolean()) {
              body.put(field.name(), new ModelBody.BatchReference(operation));
            }
          });
    }
    return body;
  }
}
