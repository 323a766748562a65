package dev.freehold.model;

import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Flag;
import dev.freehold.model.ModelSpec.Kind;
import dev.freehold.model.ModelSpec.OnDelete;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Ref;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelSpec.SortKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// A valid spec for each seed: two to four resources with references between them, and every
/// feature of the language for access, fields, filters, keys and search. Every resource has a
/// unique field `marker`.
final class RandomSpec {
  static final Set<String> ROLES = Set.of("editor", "auditor");
  private static final List<String> NAMES = List.of("clients", "projects", "tasks", "notes");

  /// Read, create, update, delete; each line is a valid combination.
  private static final List<String> ACCESS =
      List.of(
          "owner,owner,owner,owner",
          "owner,owner,owner,owner",
          "public,user,owner,owner",
          "public,user,owner or role:editor,role:editor",
          "user,owner,user,owner",
          "user,user,owner or role:editor,owner or role:editor",
          "owner or role:editor,owner,owner or role:editor,owner",
          "owner or role:editor or role:auditor,owner or role:editor,owner,role:editor or owner",
          "owner or role:auditor,owner,owner,nobody",
          "public,owner,nobody,owner");

  private final Random random;

  private RandomSpec(long seed) {
    random = new Random(seed);
  }

  static ModelSpec of(long seed) {
    return new RandomSpec(seed).shape();
  }

  private ModelSpec shape() {
    int count = 2 + random.nextInt(3);
    List<String> names = NAMES.subList(0, count);
    List<Boolean> integers = names.stream().map(_ -> random.nextBoolean()).toList();
    List<Resource> resources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      resources.add(resource(i, names, integers));
    }
    return new ModelSpec(ROLES, resources);
  }

  private Resource resource(int index, List<String> names, List<Boolean> integers) {
    Map<Operation, List<String>> access = access();
    List<Field> fields = new ArrayList<>();
    fields.add(field("marker", Kind.STRING, Set.of(Flag.required, Flag.unique)));
    int count = 3 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      fields.add(randomField("f" + i, access));
    }
    for (int i = 0; i < names.size(); i++) {
      if (random.nextInt(i == index ? 3 : 2) == 0) {
        // No row of a cycle of required references could ever be created.
        fields.add(reference("r" + i, names.get(i), integers.get(i), i < index));
        if (random.nextInt(6) == 0) {
          fields.add(reference("s" + i, names.get(i), integers.get(i), false));
        }
      }
    }
    List<Field> open =
        fields.stream().filter(f -> f.readers().isEmpty() && !f.is(Flag.hidden)).toList();
    int limit = 2 + random.nextInt(4);
    return new Resource(
        names.get(index),
        integers.get(index),
        fields,
        access,
        filters(open),
        uniques(open),
        sort(open),
        search(open),
        limit,
        limit + random.nextInt(6));
  }

  private Map<Operation, List<String>> access() {
    String[] words = ACCESS.get(random.nextInt(ACCESS.size())).split(",", -1);
    Map<Operation, List<String>> access = new EnumMap<>(Operation.class);
    List<Operation> operations = List.of(Operation.values());
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      String word = words[i];
      access.put(operation, word.equals("nobody") ? List.of() : List.of(word.split(" or ", -1)));
    }
    return access;
  }

  private static Field field(String name, Kind kind, Set<Flag> flags) {
    return new Field(
        name, kind, Optional.empty(), flags, JsonTree.NULL, Set.of(), Set.of(), List.of());
  }

  private <T> T one(T[] all) {
    return List.of(all).get(random.nextInt(all.length));
  }

  private Field randomField(String name, Map<Operation, List<String>> access) {
    Kind kind = one(Arrays.stream(Kind.values()).filter(k -> k != Kind.ID).toArray(Kind[]::new));
    List<String> values = kind == Kind.ENUM ? List.of("low", "mid", "high") : List.of();
    Field plain =
        new Field(
            name, kind, Optional.empty(), Set.of(), JsonTree.NULL, Set.of(), Set.of(), values);
    EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
    Object defaultValue = JsonTree.NULL;
    Set<String> readers = Set.of();
    Set<String> writers = Set.of();
    switch (random.nextInt(11)) {
      case 0 -> flags.add(Flag.required);
      case 1 -> {
        flags.add(Flag.required);
        defaultValue = ModelValues.random(plain, random);
      }
      case 2 -> defaultValue = ModelValues.random(plain, random);
      case 3 -> {
        if (kind.isSortable()) {
          flags.add(Flag.unique);
        }
      }
      case 4 -> {
        flags.add(Flag.readonly);
        defaultValue = ModelValues.random(plain, random);
      }
      case 5 -> flags.add(Flag.writeOnce);
      case 6 -> flags.add(Flag.hidden);
      case 7 -> {
        readers = Set.of("editor");
        writers = Set.of("editor");
      }
      case 8 -> {
        readers = Set.of("editor", "auditor");
        writers = Set.of(random.nextBoolean() ? "editor" : "auditor");
      }
      case 9 -> writers = Set.of("editor");
      default -> {}
    }
    boolean restricted = flags.contains(Flag.hidden) || !readers.isEmpty();
    if (restricted && kind != Kind.STRING && kind != Kind.INTEGER) {
      return randomField(name, access);
    }
    return new Field(name, kind, Optional.empty(), flags, defaultValue, readers, writers, values);
  }

  private Field reference(String name, String target, boolean integer, boolean mayBeRequired) {
    OnDelete onDelete = one(OnDelete.values());
    EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
    if (mayBeRequired && onDelete != OnDelete.setNull && random.nextInt(3) == 0) {
      flags.add(Flag.required);
    } else if (random.nextInt(6) == 0) {
      flags.add(random.nextBoolean() ? Flag.writeOnce : Flag.unique);
    }
    Set<String> writers = flags.isEmpty() && random.nextInt(8) == 0 ? Set.of("editor") : Set.of();
    return new Field(
        name + "_id",
        integer ? Kind.ID : Kind.UUID,
        Optional.of(new Ref(name, target, onDelete)),
        flags,
        JsonTree.NULL,
        Set.of(),
        writers,
        List.of());
  }

  /// The first option of each filter is the default and matches every row.
  private Map<String, Map<String, Map<String, Object>>> filters(List<Field> open) {
    Map<String, Map<String, Map<String, Object>>> filters = new LinkedHashMap<>();
    List<Field> asked =
        open.stream()
            .filter(f -> f.kind().hasOrder() && f.ref().isEmpty() && !f.name().equals("marker"))
            .toList();
    if (asked.isEmpty() || random.nextInt(3) == 0) {
      return filters;
    }
    Map<String, Map<String, Object>> options = new LinkedHashMap<>();
    options.put("all", Map.of());
    Field one = asked.get(random.nextInt(asked.size()));
    options.put("one", Map.of(one.name(), ModelValues.random(one, random)));
    Set<Object> two = new LinkedHashSet<>();
    two.add(ModelValues.random(one, random));
    two.add(ModelValues.random(one, random));
    options.put("two", Map.of(one.name(), List.copyOf(two)));
    if (!one.is(Flag.required)) {
      options.put("none", Map.of(one.name(), JsonTree.NULL));
    }
    filters.put("view", options);
    return filters;
  }

  private List<List<String>> uniques(List<Field> open) {
    List<String> names = some(open, 2);
    return names.size() == 2 && random.nextInt(3) == 0 ? List.of(names) : List.of();
  }

  private List<SortKey> sort(List<Field> open) {
    List<SortKey> keys = new ArrayList<>();
    some(open, random.nextInt(4)).forEach(n -> keys.add(new SortKey(n, random.nextBoolean())));
    return keys.isEmpty() ? List.of(new SortKey("created_at", true)) : keys;
  }

  private List<String> search(List<Field> open) {
    List<String> texts =
        new ArrayList<>(
            open.stream().filter(f -> f.kind().isText()).map(Field::name).limit(3).toList());
    return random.nextInt(3) == 0 ? List.of() : texts;
  }

  /// Sortable fields; without long texts, because the size of an index entry is limited.
  private List<String> some(List<Field> open, int count) {
    List<String> names =
        new ArrayList<>(open.stream().filter(f -> f.kind().isSortable()).map(Field::name).toList());
    Collections.shuffle(names, random);
    return List.copyOf(names.subList(0, Math.min(count, names.size())));
  }
}
