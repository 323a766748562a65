package dev.freehold.model;

import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Flag;
import dev.freehold.model.ModelSpec.Kind;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelStore.ModelRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/// Random request bodies, mostly valid.
final class RandomBody {
  private final Random random;
  private int number;

  RandomBody(Random random) {
    this.random = random;
  }

  Map<String, Object> create(ModelUser actor, ModelStore store, Resource resource) {
    Map<String, Object> body = new LinkedHashMap<>();
    for (Field field : resource.fields()) {
      boolean needed = field.is(Flag.required) && field.defaultValue() == JsonTree.NULL;
      if (actor.creates(field) && (needed || random.nextInt(3) > 0)) {
        body.put(field.name(), value(actor, store, resource, field));
      }
    }
    return random.nextInt(10) == 0 ? spoilt(actor, resource, body, true) : body;
  }

  Map<String, Object> update(ModelUser actor, ModelStore store, Resource resource) {
    Map<String, Object> body = new LinkedHashMap<>();
    for (Field field : resource.fields()) {
      if (actor.updates(field) && random.nextInt(3) == 0) {
        body.put(field.name(), value(actor, store, resource, field));
      }
    }
    return random.nextInt(10) == 0 ? spoilt(actor, resource, body, false) : body;
  }

  private Object value(ModelUser actor, ModelStore store, Resource resource, Field field) {
    if (!field.is(Flag.required) && random.nextInt(7) == 0) {
      return JsonTree.NULL;
    }
    if (field.name().equals("marker")) {
      // Rarely an existing one.
      return "m." + (random.nextInt(12) == 0 ? random.nextInt(number + 1) : ++number) + ".k";
    }
    boolean restricted = field.is(Flag.hidden) || !field.readers().isEmpty();
    if (restricted && field.kind() == Kind.STRING) {
      return "s." + ++number + ".k";
    }
    return field
        .ref()
        .map(
            ref ->
                ref.isPerson()
                    ? person(actor, store, resource)
                    : reference(actor, store, resource, store.spec.resource(ref.target())))
        .orElseGet(() -> ModelValues.random(field, random));
  }

  /// Usually a person who may be named.
  private Object person(ModelUser actor, ModelStore store, Resource resource) {
    List<String> members = List.copyOf(store.members(actor.team()).keySet());
    boolean one = resource.owner().isTeam() && !members.isEmpty() && random.nextInt(8) > 0;
    List<String> from = one ? members : store.accounts;
    return random.nextInt(8) == 0
        ? new UUID(random.nextLong(), random.nextLong()).toString()
        : from.get(random.nextInt(from.size()));
  }

  /// Usually a row that may be referenced, otherwise another user's row or a missing one.
  private Object reference(ModelUser actor, ModelStore store, Resource resource, Resource target) {
    List<ModelRow> all = store.rows(target);
    List<ModelRow> good =
        all.stream()
            .filter(r -> store.permits(actor, target, Operation.READ, r))
            .filter(
                r ->
                    resource.shared()
                        || target.shared()
                        || target.owner().isTeam()
                        || r.owner().equals(actor.id()))
            .toList();
    int draw = random.nextInt(14);
    List<ModelRow> from = draw == 0 ? all : good;
    return draw == 1 || from.isEmpty()
        ? missing(target)
        : from.get(random.nextInt(from.size())).id();
  }

  /// An id of no row.
  Object missing(Resource resource) {
    return resource.integerId()
        ? JsonTree.number(900_000 + random.nextInt(1000))
        : new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private Map<String, Object> spoilt(
      ModelUser actor, Resource resource, Map<String, Object> body, boolean create) {
    List<Field> columns = resource.columns();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      Field field = columns.get(random.nextInt(columns.size()));
      boolean writable = create ? actor.creates(field) : actor.updates(field);
      switch (random.nextInt(4)) {
        case 0 -> body.put("nothing", JsonTree.number(1));
        case 1 -> {
          if (create) {
            body.remove(field.name());
          } else {
            body.put(field.name(), JsonTree.NULL);
          }
        }
        case 2 -> {
          if (writable && field.kind() == Kind.STRING && field.ref().isEmpty()) {
            body.put(field.name(), new ModelBody.InvalidValue("x".repeat(61), "too_long"));
          }
        }
        default -> {
          if (!writable) {
            body.put(field.name(), ModelValues.random(field, random));
          } else if (field.kind() == Kind.BOOLEAN) {
            body.put(field.name(), new ModelBody.InvalidValue("yes", "type"));
          } else if (field.kind() != Kind.JSON) {
            body.put(field.name(), new ModelBody.InvalidValue(true, "type"));
          }
        }
      }
    }
    return body;
  }
}
