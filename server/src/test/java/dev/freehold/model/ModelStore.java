package dev.freehold.model;

import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Grant;
import dev.freehold.model.ModelSpec.OnDelete;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rows of all resources. A transaction is a copy that is kept or discarded.
final class ModelStore {
  final ModelSpec spec;

  /// Whether unique sets are checked at the end of the transaction.
  private boolean deferred;

  private final Map<String, Map<Object, ModelRow>> tables;

  /// The ids of the accounts.
  final List<String> accounts;

  /// The members of each team, by account.
  private final Map<String, Map<String, Member>> members;

  /// @param id of the membership
  record Member(String id, String role) {
    static final String ADMINISTRATOR = "admin";

    boolean isAdministrator() {
      return role.equals(ADMINISTRATOR);
    }
  }

  /// @param members the members of each team, by account
  ModelStore(ModelSpec spec, List<String> accounts, Map<String, Map<String, Member>> members) {
    this.spec = spec;
    this.accounts = List.copyOf(accounts);
    this.members = new LinkedHashMap<>();
    members.forEach((team, roles) -> this.members.put(team, new LinkedHashMap<>(roles)));
    tables = new HashMap<>();
    spec.resources().forEach(r -> tables.put(r.name(), new LinkedHashMap<>()));
  }

  ModelStore(ModelStore other) {
    spec = other.spec;
    accounts = other.accounts;
    members = new LinkedHashMap<>();
    other.members.forEach((team, roles) -> members.put(team, new LinkedHashMap<>(roles)));
    tables = new HashMap<>();
    deferred = other.deferred;
    other.tables.forEach((name, rows) -> tables.put(name, new LinkedHashMap<>(rows)));
  }

  private Map<Object, ModelRow> table(String resource) {
    return tables.getOrDefault(resource, Map.of());
  }

  List<ModelRow> rows(Resource resource) {
    return List.copyOf(table(resource.name()).values());
  }

  Optional<ModelRow> row(Resource resource, Object id) {
    return Optional.ofNullable(table(resource.name()).get(id));
  }

  void put(Resource resource, ModelRow row) {
    table(resource.name()).put(row.id(), row);
  }

  void remove(Resource resource, Object id) {
    table(resource.name()).remove(id);
  }

  /// Whether the caller may do it to the row, or make a row like it.
  boolean permits(ModelUser actor, Resource resource, Operation operation, ModelRow row) {
    return actor.mayAccessSomeRow(resource, operation)
        && (!resource.owner().isTeam() || (isMember(actor) && row.team().equals(actor.team())))
        && resource.access().getOrDefault(operation, List.of()).stream()
            .anyMatch(grant -> permits(actor, grant, row));
  }

  private boolean permits(ModelUser actor, Grant grant, ModelRow row) {
    if (grant.whenOpen() && !row.value(Grant.STATE).equals(Grant.OPEN)) {
      return false;
    }
    if (grant.path().isEmpty()) {
      return isFor(actor, grant, row);
    }
    Grant.Path path = grant.path().get();
    return row(path.target(), row.value(path.column()))
        .filter(to -> permits(actor, path.target(), Operation.READ, to) && isFor(actor, grant, to))
        .isPresent();
  }

  /// The members of a team, by account. Empty for a team that is not there.
  Map<String, Member> members(String team) {
    return members.getOrDefault(team, new LinkedHashMap<>());
  }

  /// @throws java.util.NoSuchElementException if the account is not a member
  Member member(String team, String account) {
    return Optional.ofNullable(members(team).get(account)).orElseThrow();
  }

  /// Whether the caller is a member of the team that the requests name.
  boolean isMember(ModelUser actor) {
    return members(actor.team()).containsKey(actor.id());
  }

  private boolean isFor(ModelUser actor, Grant grant, ModelRow row) {
    return switch (grant.who()) {
      case "owner" -> row.owner().equals(actor.id());
      case Grant.PERSON -> row.value(Grant.PERSON + "_id").equals(actor.id());
      case "team" -> isMember(actor);
      case String word when word.startsWith(Grant.TEAM_ROLE) ->
          isMember(actor) && word.equals(Grant.TEAM_ROLE + member(actor.team(), actor.id()).role());
      default -> actor.isAnyone(grant);
    };
  }

  /// Rows may break unique sets until [#checkUniques].
  void deferUniques() {
    deferred = true;
  }

  void checkUniques() {
    deferred = false;
  }

  /// The unique keys that another row of the same owner, or of the same team, already has.
  /// PostgreSQL reports one of them.
  List<List<String>> taken(Resource resource, ModelRow row) {
    return resource.uniqueSets().stream()
        .filter(
            set ->
                !deferred
                    && set.stream().noneMatch(c -> row.value(c) == JsonTree.NULL)
                    && rows(resource).stream()
                        .filter(
                            o ->
                                !o.id().equals(row.id())
                                    && isBeside(resource, o, row)
                                    && (!resource.isUniqueWithinMember()
                                        || o.owner().equals(row.owner())))
                        .anyMatch(o -> set.stream().allMatch(c -> o.value(c).equals(row.value(c)))))
        .toList();
  }

  /// Whether two rows belong to the same team, or to the same user.
  private static boolean isBeside(Resource resource, ModelRow one, ModelRow other) {
    return resource.owner().isTeam()
        ? one.team().equals(other.team())
        : one.owner().equals(other.owner());
  }

  /// The references among `given` that the user may not set: to a missing row, to a row that they
  /// may not read, to another user's row of a resource that only owners may read, or to a person
  /// who is not a member of the team.
  Set<String> broken(ModelUser actor, Resource resource, ModelRow row, Set<String> given) {
    Set<String> broken = new LinkedHashSet<>();
    for (Field field : resource.fields()) {
      if (field.ref().isEmpty()
          || !given.contains(field.name())
          || row.value(field.name()) == JsonTree.NULL) {
        continue;
      }
      if (field.ref().get().isPerson()) {
        Set<String> people =
            resource.owner().isTeam() ? members(row.team()).keySet() : Set.copyOf(accounts);
        if (!people.contains(row.value(field.name()))) {
          broken.add(field.name());
        }
        continue;
      }
      Resource target = spec.resource(field.ref().get().target());
      boolean self =
          target.name().equals(resource.name()) && row.value(field.name()).equals(row.id());
      Optional<ModelRow> to = self ? Optional.of(row) : row(target, row.value(field.name()));
      boolean fine =
          to.isPresent()
              && permits(actor, target, Operation.READ, to.get())
              && (target.shared() || spec.isOnPath(target) || isBeside(target, to.get(), row));
      if (!fine) {
        broken.add(field.name());
      }
    }
    return broken;
  }

  /// The outcome of a deletion.
  ///
  /// @param refused whether a remaining row references a deleted one
  /// @param either whether a row that references with `restrict` is itself deleted by another
  ///     cascade: the order of PostgreSQL's triggers then decides the outcome
  record Deletion(boolean refused, boolean either) {}

  private record RowKey(Resource resource, Object id) {}

  /// Deletes the rows with all cascades, even if the outcome is a refusal; call it on a copy first.
  Deletion delete(Resource resource, List<ModelRow> rows) {
    Set<RowKey> gone = new LinkedHashSet<>();
    rows.forEach(r -> gone.add(new RowKey(resource, r.id())));
    Set<RowKey> asked = Set.copyOf(gone);
    List<RowKey> next = new ArrayList<>(gone);
    while (!next.isEmpty()) {
      RowKey place = next.removeFirst();
      for (InboundReference pointing : pointing(place)) {
        if (pointing.onDelete() == OnDelete.cascade && gone.add(pointing.from())) {
          next.add(pointing.from());
        }
      }
    }
    boolean refused = false;
    boolean either = false;
    for (RowKey place : gone) {
      for (InboundReference pointing : pointing(place)) {
        if (pointing.onDelete() == OnDelete.restrict) {
          refused |= !gone.contains(pointing.from());
          either |= !asked.contains(pointing.from());
        }
      }
    }
    for (RowKey place : gone) {
      for (InboundReference pointing : pointing(place)) {
        RowKey from = pointing.from();
        if (pointing.onDelete() == OnDelete.setNull && !gone.contains(from)) {
          ModelRow row = row(from.resource(), from.id()).orElseThrow();
          Map<String, Object> change = Map.of(pointing.column(), JsonTree.NULL);
          put(from.resource(), row.with(ModelTags.changes(from.resource(), change)));
        }
      }
    }
    gone.forEach(p -> remove(p.resource(), p.id()));
    return new Deletion(refused, !refused && either);
  }

  private record InboundReference(RowKey from, String column, OnDelete onDelete) {}

  private List<InboundReference> pointing(RowKey to) {
    List<InboundReference> all = new ArrayList<>();
    for (Resource resource : spec.resources()) {
      for (Field field : resource.fields()) {
        if (field.ref().isPresent() && field.ref().get().target().equals(to.resource().name())) {
          for (ModelRow row : rows(resource)) {
            if (row.value(field.name()).equals(to.id())) {
              all.add(
                  new InboundReference(
                      new RowKey(resource, row.id()), field.name(), field.ref().get().onDelete()));
            }
          }
        }
      }
    }
    return all;
  }

  /// @param id a number or a string, as in JSON
  /// @param owner the account; empty for a row of a team alone
  /// @param team empty for a row of no team
  /// @param values the values of every column, hidden ones included; [JsonTree#NULL] for no value
  /// @param revision changes with each update
  record ModelRow(
      Object id,
      String owner,
      String team,
      Map<String, Object> values,
      int revision,
      ModelTags tags) {
    Object value(String column) {
      Object value = values.get(column);
      return value == null ? JsonTree.NULL : value;
    }

    ModelRow with(Map<String, Object> changes) {
      Map<String, Object> now = new LinkedHashMap<>(values);
      now.putAll(changes);
      return new ModelRow(id, owner, team, now, revision + 1, tags.after(changes.keySet()));
    }

    /// @param tag empty if the response had none
    ModelRow withTag(ModelTags.Representation representation, String tag) {
      return new ModelRow(id, owner, team, values, revision, tags.with(representation, tag));
    }

    /// With the values that the server set: the id and the times.
    ModelRow withServerValues(Object json) {
      Map<String, Object> now = new LinkedHashMap<>(values);
      for (String name : List.of("id", "created_at", "updated_at")) {
        Object value = JsonTree.at(json, name);
        if (value != JsonTree.NULL) {
          now.put(name, value);
        }
      }
      return new ModelRow(now.getOrDefault("id", id), owner, team, now, revision, tags);
    }

    Map<String, Object> json(List<ModelSpec.Field> columns) {
      Map<String, Object> json = new LinkedHashMap<>();
      columns.forEach(c -> json.put(c.name(), value(c.name())));
      return json;
    }
  }
}
