package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.Teams;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The fields of one resource by name. A field with an invalid type has an entry without a value,
/// so that its uses are not reported again.
final class ResourceFields {
  private static final int MAX_FIELDS = 200;
  private static final String READ = "read";

  private final Map<String, Optional<Spec.Field>> byName = new LinkedHashMap<>();
  private final Map<String, Position> places = new HashMap<>();
  private final Map<String, YamlNode> reads = new HashMap<>();
  private final Set<String> readByAll = new HashSet<>();
  private final Map<String, YamlNode> writes = new HashMap<>();
  private final Map<String, YamlNode.Entry> moves = new HashMap<>();
  private final Map<String, YamlNode> stamps = new HashMap<>();
  private final Map<String, YamlNode> copies = new HashMap<>();

  private final Spec.RowOwner owner;

  private ResourceFields(Spec.RowOwner owner) {
    this.owner = owner;
  }

  /// @param owner to whom the rows belong
  public static ResourceFields check(
      SpecIssueCollector issues,
      @Nullable YamlNode node,
      SymbolTable symbols,
      Spec.RowOwner owner) {
    ResourceFields fields = new ResourceFields(owner);
    if (node != null && owner.isTeam()) {
      fields.add(Teams.teamField(), node.position());
    }
    if (node instanceof YamlNode.Mapping mapping) {
      YamlValueReader.checkCount(issues, node, "fields", mapping.entries().size(), 1, MAX_FIELDS);
      RenamedFromChecker former =
          RenamedFromChecker.ofFields(
              issues,
              mapping.entries().stream().map(ReferenceChecker::column).collect(Collectors.toSet()));
      mapping.entries().stream()
          .filter(entry -> !fields.isOwner(issues, entry))
          .forEach(e -> fields.add(issues, e, symbols, former));
    } else if (node != null) {
      YamlValueReader.reportWrongKind(issues, node, "fields", "a mapping");
    }
    return fields;
  }

  /// The same places, and fields that are more than what they read on their own.
  ///
  /// @param resolved in the order of [#all]
  /// @param forEveryReader whether everyone who reads a row has one of the grants
  ResourceFields with(List<Spec.Field> resolved, Predicate<List<Grant>> forEveryReader) {
    ResourceFields fields = new ResourceFields(owner);
    fields.places.putAll(places);
    fields.reads.putAll(reads);
    fields.writes.putAll(writes);
    fields.moves.putAll(moves);
    fields.stamps.putAll(stamps);
    fields.copies.putAll(copies);
    fields.byName.putAll(byName);
    for (Spec.Field field : resolved) {
      fields.byName.put(field.name(), Optional.of(field));
      if (!field.readers().isEmpty() && forEveryReader.test(field.readers())) {
        fields.readByAll.add(field.name());
      }
    }
    return fields;
  }

  /// Whether the entry says who may read the owner of a row, `user_id: { read: owner }`, and declares no
  /// field.
  private boolean isOwner(SpecIssueCollector issues, YamlNode.Entry entry) {
    if (!entry.key().equals(SortAndIndexChecker.OWNER)
        || !(entry.value() instanceof YamlNode.Mapping mapping)
        || mapping.entries().stream().noneMatch(key -> key.key().equals(READ))) {
      return false;
    }
    if (!isOwned()) {
      issues.add(
          entry.position(),
          SpecIssueCode.CONFLICTING_CONSTRAINTS,
          "read of 'user_id' says who may know the owner of a row, and the rows belong to "
              + (isOfTeam() ? "the team" : "nobody"),
          "remove it");
      return true;
    }
    YamlMappingReader block =
        YamlMappingReader.open(
            issues, entry.position(), mapping, "the owner of a row", List.of(READ), List.of());
    YamlNode read = block == null ? null : block.get(READ);
    if (read != null) {
      reads.put(entry.key(), read);
      places.put(entry.key(), entry.position());
    }
    return true;
  }

  /// The fields of a resource that another block declares.
  ///
  /// @param position of that block
  static ResourceFields of(Spec.Resource resource, Position position) {
    ResourceFields fields = new ResourceFields(resource.owner());
    resource.fields().forEach(field -> fields.add(field, position));
    return fields;
  }

  private void add(Spec.Field field, Position position) {
    places.put(field.name(), position);
    byName.put(field.name(), Optional.of(field));
  }

  private void add(
      SpecIssueCollector issues,
      YamlNode.Entry entry,
      SymbolTable symbols,
      RenamedFromChecker former) {
    String column = ReferenceChecker.column(entry);
    if (places.putIfAbsent(column, entry.position()) != null) {
      issues.add(
          entry.position(),
          SpecIssueCode.NAME_CLASH,
          "field " + PrintableText.quote(column) + " is defined twice",
          "the column of a reference is its name with _id; choose another name");
    }
    if (entry.value() instanceof YamlNode.Mapping field) {
      field.entries().stream()
          .filter(key -> key.key().equals(READ))
          .forEach(key -> reads.put(column, key.value()));
      field.entries().stream()
          .filter(key -> key.key().equals("write"))
          .forEach(key -> writes.put(column, key.value()));
      field.entries().stream()
          .filter(key -> key.key().equals("moves"))
          .forEach(key -> moves.put(column, key));
      field.entries().stream()
          .filter(key -> key.key().equals("stamp"))
          .forEach(key -> stamps.put(column, key.value()));
      field.entries().stream()
          .filter(key -> key.key().equals("copy"))
          .forEach(key -> copies.put(column, key.value()));
    }
    byName.put(
        column, Optional.ofNullable(FieldChecker.check(issues, symbols, owner, former, entry)));
  }

  /// To whom the rows belong.
  public Spec.RowOwner owner() {
    return owner;
  }

  /// Whether a row belongs to a user, and so has the field `user_id`.
  public boolean isOwned() {
    return owner.isUser();
  }

  /// Whether a row belongs to the team that a request names.
  boolean isOfTeam() {
    return owner.isTeam();
  }

  /// The position of a field in the spec.
  ///
  /// @param name the name of a field in `all`
  public Position position(String name) {
    return Objects.requireNonNull(places.get(name));
  }

  /// The value of `read` of a field, which [FieldReadChecker] checks; null if it has none.
  @Nullable YamlNode read(String name) {
    return reads.get(name);
  }

  /// Whether not everyone who reads a row may read a field of it, or its owner. As long as the grants are
  /// not known, whether it says who may read it.
  boolean isLimited(String name) {
    return reads.containsKey(name) && !readByAll.contains(name);
  }

  /// The value of `write` of a field, which [FieldWriteChecker] checks; null if it has none.
  @Nullable YamlNode write(String name) {
    return writes.get(name);
  }

  /// The entry `moves` of a field, which [MoveChecker] checks; null if it has none.
  YamlNode.@Nullable Entry moves(String name) {
    return moves.get(name);
  }

  /// The value of `stamp` of a field, which [StampChecker] checks; null if it has none.
  @Nullable YamlNode stamp(String name) {
    return stamps.get(name);
  }

  /// The value of `copy` of a field, which [CopyChecker] checks; null if it has none.
  @Nullable YamlNode copy(String name) {
    return copies.get(name);
  }

  /// The fields as they read on their own: without `moves`, `stamp`, `copy` and the grants of `read` and
  /// `write`, which may name fields of other resources.
  public List<Spec.Field> all() {
    return byName.values().stream().flatMap(Optional::stream).toList();
  }

  /// The names of fields with an invalid type, which were already reported.
  public List<String> invalidNames() {
    return byName.entrySet().stream()
        .filter(e -> e.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  public Set<String> names() {
    return byName.keySet();
  }

  /// @param system whether `id`, `created_at` and `updated_at` are allowed too
  /// @return null after an issue, or if the field was already reported
  public Spec.@Nullable Field find(
      SpecIssueCollector issues, Position position, String name, boolean system) {
    Optional<Spec.Field> field = byName.get(name);
    if (field != null) {
      return field.orElse(null);
    }
    if (system) {
      switch (name) {
        case "id" -> {
          return systemField(name, ScalarType.UUID);
        }
        case "created_at", "updated_at" -> {
          return systemField(name, ScalarType.DATETIME);
        }
        default -> {}
      }
    }
    List<String> known =
        Stream.concat(
                byName.keySet().stream(),
                system ? Stream.of("id", "created_at", "updated_at") : Stream.empty())
            .toList();
    issues.add(
        position,
        SpecIssueCode.UNKNOWN_FIELD,
        name.equals(SortAndIndexChecker.OWNER)
            ? ownerIsNoField()
            : "there is no field " + PrintableText.quote(name),
        byName.containsKey(ReferenceChecker.column(name))
            ? SpellingSuggestion.hint(
                ReferenceChecker.column(name), List.of(ReferenceChecker.column(name)))
            : SpellingSuggestion.hint(name, known));
    return null;
  }

  /// Why what takes a field cannot name `user_id`.
  String ownerIsNoField() {
    return isOwned()
        ? "'user_id' is the owner of the row and no field; it cannot be named here"
        : "there is no field 'user_id': the rows belong to " + (isOfTeam() ? "the team" : "nobody");
  }

  private static Spec.Field systemField(String name, ScalarType scalar) {
    return Spec.Field.builder(name, FieldType.of(scalar)).required(true).readonly(true).build();
  }
}
