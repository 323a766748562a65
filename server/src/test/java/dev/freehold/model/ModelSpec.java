package dev.freehold.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The spec as data of the model.
///
/// @param teamRoles the roles in a team, that of administrators first; empty for a spec without teams
record ModelSpec(Set<String> roles, List<String> teamRoles, List<Resource> resources) {
  enum Kind {
    STRING("string"),
    TEXT("text"),
    INTEGER("integer"),
    /// The id of a row with `id: integer`, or a reference to one; no field is declared with it.
    ID("integer id"),
    BIGINT("bigint"),
    NUMBER("number"),
    DECIMAL("decimal"),
    BOOLEAN("boolean"),
    DATE("date"),
    TIME("time"),
    DATETIME("datetime"),
    UUID("uuid"),
    EMAIL("email"),
    URL("url"),
    ENUM("enum"),
    JSON("json"),
    STRINGS("string[]"),
    INTEGERS("integer[]"),
    BIGINTS("bigint[]");

    final String word;

    Kind(String word) {
      this.word = word;
    }

    boolean isText() {
      return this == STRING || this == TEXT || this == EMAIL || this == URL;
    }

    boolean isArray() {
      return this == STRINGS || this == INTEGERS || this == BIGINTS;
    }

    /// Whether a list may be sorted by it. Long texts are excluded, because they would make a
    /// cursor too long.
    boolean isSortable() {
      return hasOrder() && this != TEXT && this != URL;
    }

    /// Whether it has the operators `eq` and `in`.
    boolean hasOrder() {
      return this != JSON && !isArray();
    }
  }

  enum OnDelete {
    restrict,
    cascade,
    setNull
  }

  /// To whom the rows of a resource belong.
  enum Owner {
    USER("user"),
    TEAM("team"),
    /// A team, and the member who created the row.
    MEMBER("member");

    final String word;

    Owner(String word) {
      this.word = word;
    }

    boolean isTeam() {
      return this != USER;
    }

    boolean isPerson() {
      return this != TEAM;
    }
  }

  enum Operation {
    READ,
    CREATE,
    UPDATE,
    DELETE
  }

  /// The target of a reference. `relation` is the field name without `_id`.
  record Ref(String relation, String target, OnDelete onDelete) {
    /// The target of a reference to an account.
    static final String PEOPLE = "people";

    boolean isPerson() {
      return target.equals(PEOPLE);
    }
  }

  /// A word of `access`.
  ///
  /// @param who `owner`, `user`, `public`, [#PERSON], `role:NAME`, `team` or `team:ROLE`; of the row
  ///   itself, or of the one that `path` leads to
  /// @param path the reference that the word goes through
  /// @param whenOpen whether it is for the rows with the state [#OPEN] alone
  record Grant(String who, Optional<Path> path, boolean whenOpen) {
    /// The field with the condition of the model, an enum.
    static final String STATE = "state";

    static final String OPEN = "open";

    /// The reference to an account.
    static final String PERSON = "who";

    static final String TEAM_ROLE = "team:";

    static final Grant OWNER = new Grant("owner", Optional.empty(), false);

    /// @param relation of the row, without `_id`
    record Path(String relation, Resource target) {
      String column() {
        return relation + "_id";
      }
    }

    /// The word in the spec.
    String text() {
      String word =
          path.map(p -> who.equals("public") ? "via " + p.relation() : who + " of " + p.relation())
              .orElse(who);
      return whenOpen ? word + " where " + STATE + " = '" + OPEN + "'" : word;
    }
  }

  /// @param name in JSON, queries and keys: `project_id` for a reference
  /// @param defaultValue the default value, or [JsonTree#NULL]
  /// @param readers roles that may read the field; empty: every user who may read the row
  record Field(
      String name,
      Kind kind,
      Optional<Ref> ref,
      Set<Flag> flags,
      Object defaultValue,
      Set<String> readers,
      Set<String> writers,
      List<String> values) {
    /// The team of a row, a reference.
    static final Field TEAM =
        new Field(
            "team_id",
            Kind.UUID,
            Optional.of(new Ref("team", "teams", OnDelete.cascade)),
            Set.of(Flag.required, Flag.SYSTEM),
            JsonTree.NULL,
            Set.of(),
            Set.of(),
            List.of());

    boolean is(Flag flag) {
      return flags.contains(flag);
    }

    static Field system(String name, Kind kind) {
      return new Field(
          name,
          kind,
          Optional.empty(),
          Set.of(Flag.required, Flag.SYSTEM),
          JsonTree.NULL,
          Set.of(),
          Set.of(),
          List.of());
    }
  }

  enum Flag {
    required,
    unique,
    readonly,
    writeOnce,
    hidden,
    /// A field of every resource that no body may contain.
    SYSTEM
  }

  /// @param ignoresCase only in queries
  record SortKey(String field, boolean descending, boolean ignoresCase) {
    SortKey(String field, boolean descending) {
      this(field, descending, false);
    }

    String word() {
      return (descending ? "-" : "") + field + (ignoresCase ? ":lower" : "");
    }
  }

  /// A relation from one resource to another, in either direction.
  ///
  /// @param column the reference field
  record Relation(String name, boolean many, String target, String column) {}

  /// @param owner to whom its rows belong
  /// @param access the grants of each operation; empty: no access
  /// @param filters name → option → field → expected value, list of values, or [JsonTree#NULL]
  record Resource(
      String name,
      boolean integerId,
      Owner owner,
      List<Field> fields,
      Map<Operation, List<Grant>> access,
      Map<String, Map<String, Map<String, Object>>> filters,
      List<List<String>> unique,
      List<SortKey> sort,
      List<String> search,
      int limit,
      int maxLimit) {

    /// All columns, in the order of a response.
    List<Field> columns() {
      List<Field> all = new ArrayList<>();
      all.add(Field.system("id", integerId ? Kind.ID : Kind.UUID));
      if (owner.isPerson()) {
        all.add(Field.system("user_id", Kind.UUID));
      }
      if (owner.isTeam()) {
        all.add(Field.TEAM);
      }
      all.addAll(fields);
      all.add(Field.system("created_at", Kind.DATETIME));
      all.add(Field.system("updated_at", Kind.DATETIME));
      return all;
    }

    Field column(String name) {
      return columns().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    }

    /// Whether other users than the owner may read a row.
    boolean shared() {
      return !List.of(Grant.OWNER).equals(access.get(Operation.READ));
    }

    /// Whether unique sets apply to the rows of one member: no other member reads them, so none may
    /// learn their values.
    boolean isUniqueWithinMember() {
      return owner == Owner.MEMBER && !shared();
    }

    /// Every set of fields that is unique per owner, or per team.
    List<List<String>> uniqueSets() {
      List<List<String>> sets = new ArrayList<>(unique);
      fields.stream().filter(f -> f.is(Flag.unique)).forEach(f -> sets.add(List.of(f.name())));
      return sets;
    }
  }

  Resource resource(String name) {
    return resources.stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
  }

  /// Whether a word of access goes through rows of the resource. Every reference to them is then
  /// by the id alone, without the owner.
  boolean isOnPath(Resource target) {
    return resources.stream()
        .flatMap(resource -> resource.access().values().stream())
        .flatMap(List::stream)
        .flatMap(grant -> grant.path().stream())
        .anyMatch(path -> path.target().name().equals(target.name()));
  }

  List<Relation> relations(Resource resource) {
    List<Relation> all = new ArrayList<>();
    for (Field field : resource.fields()) {
      field
          .ref()
          .filter(r -> !r.isPerson())
          .ifPresent(r -> all.add(new Relation(r.relation(), false, r.target(), field.name())));
    }
    for (Resource from : resources) {
      List<Field> pointing =
          from.fields().stream()
              .filter(f -> f.ref().map(Ref::target).equals(Optional.of(resource.name())))
              .toList();
      for (Field field : pointing) {
        String name =
            pointing.size() == 1
                ? from.name()
                : from.name() + "_by_" + field.ref().orElseThrow().relation();
        all.add(new Relation(name, true, from.name(), field.name()));
      }
    }
    return all;
  }
}
