package dev.freehold.model;

import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Flag;
import dev.freehold.model.ModelSpec.Grant;
import dev.freehold.model.ModelSpec.Kind;
import dev.freehold.model.ModelSpec.OnDelete;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Owner;
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

  /// The same with words that depend on the row: a state, a person, or the row of a reference.
  private static final List<String> ROW_ACCESS =
      List.of(
          "owner or user when,user when,owner when,owner",
          "owner or role:editor or public when,user,owner or role:editor when,owner when",
          "owner or role:auditor when,owner,owner,nobody",
          "owner or who,user,owner or who,owner",
          "owner or who when,user,owner,owner or who when",
          "owner or via,via,owner,owner",
          "owner or via when,user,owner when,owner",
          "owner or via or owner of,user,owner or owner of,owner or owner of when",
          "role:editor or owner or via,via or role:editor,owner or role:editor,role:editor");

  /// The same for rows of a team.
  private static final List<String> TEAM_ACCESS =
      List.of(
          "team,team,team,team",
          "team,team:admin or team:member,team:admin or team:member,team:admin",
          "team:admin or team:member,team:member,team:admin,team:admin",
          "team:admin or team when,team:admin or team when,team:admin or team:member"
              + " when,team:admin",
          "team:admin or who or team:member when,team:admin or team:member when,team:admin or who"
              + " when,team:admin",
          "team:admin or via,team:admin or via,team:admin,team:admin",
          "via or who or team:admin,team:admin or via,who,nobody");

  /// The same for rows of a team and a member.
  private static final List<String> MEMBER_ACCESS =
      List.of(
          "owner,team,owner,owner",
          "owner or team:admin,team,owner,team:admin or owner",
          "owner or who or team when,team:member or team:admin,owner or who,owner when",
          "owner or via or owner of,team,owner or owner of,owner",
          "owner or via when,via,owner when,owner");

  private static final List<String> TEAM_ROLES = List.of("admin", "member", "guest");

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
    boolean teams = random.nextInt(3) == 0;
    List<Resource> resources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Owner owner = !teams ? Owner.USER : random.nextBoolean() ? Owner.TEAM : Owner.MEMBER;
      resources.add(resource(i, owner, names, integers, resources));
    }
    return new ModelSpec(ROLES, teams ? TEAM_ROLES : List.of(), resources);
  }

  /// @param before the resources with a smaller index
  private Resource resource(
      int index, Owner owner, List<String> names, List<Boolean> integers, List<Resource> before) {
    List<Field> fields = new ArrayList<>();
    fields.add(field("marker", Kind.STRING, Set.of(Flag.required, Flag.unique)));
    int count = 3 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      fields.add(forTeam(owner, randomField("f" + i)));
    }
    for (int i = 0; i < names.size(); i++) {
      if (random.nextInt(i == index ? 3 : 2) == 0) {
        // No row of a cycle of required references could ever be created.
        fields.add(forTeam(owner, reference("r" + i, names.get(i), integers.get(i), i < index)));
        if (random.nextInt(6) == 0) {
          fields.add(forTeam(owner, reference("s" + i, names.get(i), integers.get(i), false)));
        }
      }
    }
    Map<Operation, List<Grant>> access = access(owner, fields, before);
    Set<String> words = new LinkedHashSet<>();
    access.values().forEach(grants -> grants.forEach(grant -> words.addAll(own(grant))));
    if (words.contains(Grant.STATE)) {
      fields.add(
          new Field(
              Grant.STATE,
              Kind.ENUM,
              Optional.empty(),
              Set.of(Flag.required),
              Grant.OPEN,
              Set.of(),
              Set.of(),
              List.of(Grant.OPEN, "closed")));
    }
    if (words.contains(Grant.PERSON)) {
      fields.add(
          new Field(
              Grant.PERSON + "_id",
              Kind.UUID,
              Optional.of(new Ref(Grant.PERSON, Ref.PEOPLE, OnDelete.setNull)),
              Set.of(),
              JsonTree.NULL,
              Set.of(),
              Set.of(),
              List.of()));
    }
    List<Field> open =
        fields.stream().filter(f -> f.readers().isEmpty() && !f.is(Flag.hidden)).toList();
    int limit = 2 + random.nextInt(4);
    return new Resource(
        names.get(index),
        integers.get(index),
        owner,
        fields,
        access,
        filters(open),
        uniques(open),
        sort(open),
        search(open),
        limit,
        limit + random.nextInt(6));
  }

  /// The fields that a word needs.
  private static Set<String> own(Grant grant) {
    Set<String> fields = new LinkedHashSet<>();
    if (grant.whenOpen()) {
      fields.add(Grant.STATE);
    }
    if (grant.who().equals(Grant.PERSON)) {
      fields.add(Grant.PERSON);
    }
    return fields;
  }

  private Map<Operation, List<Grant>> access(
      Owner owner, List<Field> fields, List<Resource> before) {
    List<Grant.Path> paths =
        fields.stream()
            .flatMap(field -> field.ref().stream())
            .flatMap(
                ref ->
                    before.stream()
                        .filter(target -> target.name().equals(ref.target()))
                        .filter(target -> owner != Owner.MEMBER || target.owner().isPerson())
                        .map(target -> new Grant.Path(ref.relation(), target)))
            .toList();
    List<String> lines =
        new ArrayList<>(
            switch (owner) {
              case USER -> random.nextBoolean() ? ROW_ACCESS : ACCESS;
              case TEAM -> TEAM_ACCESS;
              case MEMBER -> MEMBER_ACCESS;
            });
    lines.removeIf(line -> paths.isEmpty() && line.matches(".*(via|owner of).*"));
    String[] words = lines.get(random.nextInt(lines.size())).split(",", -1);
    Optional<Grant.Path> path =
        paths.isEmpty() ? Optional.empty() : Optional.of(paths.get(random.nextInt(paths.size())));
    Map<Operation, List<Grant>> access = new EnumMap<>(Operation.class);
    List<Operation> operations = List.of(Operation.values());
    for (int i = 0; i < operations.size(); i++) {
      List<Grant> grants = new ArrayList<>();
      if (!words[i].equals("nobody")) {
        for (String word : words[i].split(" or ", -1)) {
          grants.add(grant(word, path));
        }
      }
      access.put(operations.get(i), grants);
    }
    return access;
  }

  private static Grant grant(String word, Optional<Grant.Path> path) {
    boolean whenOpen = word.endsWith(" when");
    String subject = whenOpen ? word.substring(0, word.length() - " when".length()) : word;
    return switch (subject) {
      case "via" -> new Grant("public", path, whenOpen);
      case "owner of" -> new Grant("owner", path, whenOpen);
      default -> new Grant(subject, Optional.empty(), whenOpen);
    };
  }

  /// Without the roles of all rows, which rows of a team do not know.
  private static Field forTeam(Owner owner, Field field) {
    return owner.isTeam()
        ? new Field(
            field.name(),
            field.kind(),
            field.ref(),
            field.flags(),
            field.defaultValue(),
            Set.of(),
            Set.of(),
            field.values())
        : field;
  }

  private static Field field(String name, Kind kind, Set<Flag> flags) {
    return new Field(
        name, kind, Optional.empty(), flags, JsonTree.NULL, Set.of(), Set.of(), List.of());
  }

  private <T> T one(T[] all) {
    return List.of(all).get(random.nextInt(all.length));
  }

  private Field randomField(String name) {
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
      return randomField(name);
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
