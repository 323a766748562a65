package dev.freehold.model;

import dev.freehold.model.Shape.Operation;
import dev.freehold.model.Shape.Resource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// What people do, each with the rows of everybody in mind.
final class RandomAct {
  /// More rows of a resource only make a run slow.
  private static final int CROWDED = 30;

  private final Random random;
  private final RandomBody bodies;
  private final RandomQuery queries;
  private final World world;

  RandomAct(Random random, World world) {
    this.random = random;
    this.world = world;
    bodies = new RandomBody(random);
    queries = new RandomQuery(random);
  }

  RandomQuery queries() {
    return queries;
  }

  Who who() {
    return random.nextInt(9) == 0 ? Who.ANYBODY : somebody();
  }

  Who somebody() {
    return world.people.get(random.nextInt(world.people.size()));
  }

  Resource resource(Store store) {
    List<Resource> all = store.shape.resources();
    return all.get(random.nextInt(all.size()));
  }

  Act read(Store store) {
    Who who = who();
    Resource resource = resource(store);
    return switch (random.nextInt(5)) {
      case 0 -> get(who, store, resource);
      case 1 ->
          queries.below(who, store, resource).<Act>map(p -> p).orElse(get(who, store, resource));
      default -> queries.page(who, store, resource);
    };
  }

  private Act get(Who who, Store store, Resource resource) {
    Object id = id(store, resource, who, Operation.READ);
    Act.Pre pre = Act.Pre.NONE;
    String tag = store.row(resource, id).map(Row::etag).orElse("");
    boolean seen =
        store.row(resource, id).filter(r -> who.may(resource, Operation.READ, r)).isPresent();
    if (seen && !tag.isEmpty() && random.nextInt(3) == 0) {
      boolean other = random.nextBoolean();
      String asked = other ? "\"other\"" : "\"x\", " + tag;
      pre =
          random.nextBoolean()
              ? new Act.Pre("If-None-Match", asked, other)
              : new Act.Pre("If-Match", asked, !other);
      return new One.Get(who, resource, id, Showing.PLAIN, pre);
    }
    return new One.Get(who, resource, id, queries.showing(who, store.shape, resource), pre);
  }

  /// Mostly of a row that they may do it to.
  private Object id(Store store, Resource resource, Who who, Operation operation) {
    List<Row> all = store.rows(resource);
    List<Row> own = all.stream().filter(r -> who.may(resource, operation, r)).toList();
    int draw = random.nextInt(10);
    List<Row> from = draw < 2 ? all : own;
    return draw == 9 || from.isEmpty()
        ? bodies.missing(resource)
        : from.get(random.nextInt(from.size())).id();
  }

  Act write(Store store) {
    Who who = who();
    Resource resource = resource(store);
    boolean crowded = store.rows(resource).size() > CROWDED;
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5 ->
          crowded ? delete(who, store, resource) : create(who, store, resource, options());
      case 6, 7, 8, 9 -> update(who, store, resource);
      case 10, 11 -> delete(who, store, resource);
      case 12, 13 -> crowded ? changeWhere(who, store, resource) : createMany(who, store, resource);
      case 14 -> updateMany(who, store, resource);
      case 15, 16 -> changeWhere(who, store, resource);
      default -> batch(somebody(), store);
    };
  }

  /// A row more or less.
  Act small(Store store) {
    Who who = somebody();
    Resource resource = resource(store);
    return random.nextInt(3) == 0
        ? new One.Delete(
            who, resource, id(store, resource, who, Operation.DELETE), Act.Pre.NONE, Set.of())
        : create(who, store, resource, Set.of());
  }

  private Set<Act.Option> options() {
    Set<Act.Option> options = EnumSet.noneOf(Act.Option.class);
    switch (random.nextInt(7)) {
      case 0 -> options.add(Act.Option.DRY_RUN);
      case 1 -> options.add(Act.Option.MINIMAL);
      default -> {}
    }
    return options;
  }

  private Set<Act.Option> dry() {
    return random.nextInt(6) == 0 ? Set.of(Act.Option.DRY_RUN) : Set.of();
  }

  Act create(Who who, Store store, Resource resource, Set<Act.Option> options) {
    return new One.Create(who, resource, bodies.create(who, store, resource), options);
  }

  private Act update(Who who, Store store, Resource resource) {
    Object id = id(store, resource, who, Operation.UPDATE);
    return new One.Update(
        who,
        random.nextBoolean() ? "PUT" : "PATCH",
        resource,
        id,
        bodies.update(who, store, resource),
        pre(store, resource, id),
        options());
  }

  private Act delete(Who who, Store store, Resource resource) {
    Object id = id(store, resource, who, Operation.DELETE);
    return new One.Delete(who, resource, id, pre(store, resource, id), dry());
  }

  private Act.Pre pre(Store store, Resource resource, Object id) {
    String tag = store.row(resource, id).map(Row::etag).orElse("");
    return switch (random.nextInt(tag.isEmpty() ? 12 : 9)) {
      case 0 -> new Act.Pre("If-Match", tag.isEmpty() ? "*" : tag, true);
      case 1 -> new Act.Pre("If-Match", "*", true);
      case 2 -> new Act.Pre("If-Match", "\"other\"", false);
      case 3 -> new Act.Pre("If-Match", tag.isEmpty() ? "*" : "\"other\", " + tag, true);
      case 4 -> new Act.Pre("If-Match", tag.isEmpty() ? "W/\"1\"" : "W/" + tag, false);
      case 5 -> new Act.Pre("If-None-Match", "*", false);
      case 6 -> new Act.Pre("If-None-Match", "\"other\"", true);
      default -> Act.Pre.NONE;
    };
  }

  private Act createMany(Who who, Store store, Resource resource) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      list.add(bodies.create(who, store, resource));
    }
    return new Many.Create(who, resource, list, dry());
  }

  private Act updateMany(Who who, Store store, Resource resource) {
    Map<Object, Map<String, Object>> list = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      Map<String, Object> body = bodies.update(who, store, resource);
      body.remove("id");
      if (!body.isEmpty()) {
        list.put(id(store, resource, who, Operation.UPDATE), body);
      }
    }
    return list.isEmpty()
        ? update(who, store, resource)
        : new Many.Update(who, resource, list, dry());
  }

  private Act changeWhere(Who who, Store store, Resource resource) {
    List<Condition> where = queries.where(who, store, resource);
    int most = 1 + random.nextInt(6);
    if (where.isEmpty()) {
      Shape.Field id = resource.column("id");
      List<Object> ids =
          List.of(id(store, resource, who, Operation.UPDATE), bodies.missing(resource));
      where = List.of(new Condition.Test(id, "in", ids));
      most = random.nextBoolean() ? 0 : most;
    }
    Map<String, String> options =
        most == 0 ? Map.of() : queries.listing(who, store, resource).options();
    Listing listing = new Listing(resource, Optional.empty(), where, options, "", List.of());
    Map<String, Object> body = Map.of();
    if (random.nextBoolean()) {
      body = bodies.update(who, store, resource);
      body.remove("marker");
      if (body.isEmpty()) {
        return new One.Get(
            who, resource, id(store, resource, who, Operation.READ), Showing.PLAIN, Act.Pre.NONE);
      }
    }
    return new Many.Where(who, listing, body, most, dry());
  }

  /// Creates, and acts on rows that were there and on those that it made itself.
  private Act batch(Who who, Store store) {
    List<Act> acts = new ArrayList<>();
    Map<Integer, Resource> made = new LinkedHashMap<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      Resource resource = resource(store);
      Object id = id(store, resource, who, Operation.UPDATE);
      for (Map.Entry<Integer, Resource> earlier : made.entrySet()) {
        if (earlier.getValue().equals(resource) && random.nextBoolean()) {
          id = new Body.Earlier(earlier.getKey());
        }
      }
      Act act =
          switch (random.nextInt(6)) {
            case 0 ->
                new One.Update(
                    who,
                    "PATCH",
                    resource,
                    id,
                    point(who, resource, bodies.update(who, store, resource), made, false),
                    Act.Pre.NONE,
                    Set.of());
            case 1 -> new One.Delete(who, resource, id, Act.Pre.NONE, Set.of());
            case 2 -> new One.Get(who, resource, id, Showing.PLAIN, Act.Pre.NONE);
            default ->
                new One.Create(
                    who,
                    resource,
                    point(who, resource, bodies.create(who, store, resource), made, true),
                    Set.of());
          };
      acts.add(act);
      if (act instanceof One.Create) {
        made.put(acts.size(), resource);
      }
    }
    return new Batch(who, acts);
  }

  private Map<String, Object> point(
      Who who,
      Resource resource,
      Map<String, Object> body,
      Map<Integer, Resource> made,
      boolean create) {
    for (Shape.Field field : resource.fields()) {
      made.forEach(
          (operation, target) -> {
            boolean fits = field.ref().filter(r -> r.target().equals(target.name())).isPresent();
            boolean writable = create ? who.creates(field) : who.updates(field);
            if (fits && writable && random.nextBoolean()) {
              body.put(field.name(), new Body.Earlier(operation));
            }
          });
    }
    return body;
  }
}
