package dev.freehold.plan;

import dev.freehold.spec.Access;
import dev.freehold.spec.Spec;
import dev.freehold.type.FieldType;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The table of one resource: columns, keys, indexes.
final class TablePlanner {
  private static final String OWNER = "user_id";
  private static final String ID = "id";
  private static final String VERSION = "_version";

  private final Spec spec;
  private final Spec.Resource resource;
  private final Names names;

  TablePlanner(Spec spec, Spec.Resource resource, Names names) {
    this.spec = spec;
    this.resource = resource;
    this.names = names;
  }

  Table table() {
    Scalar idType =
        switch (resource.id()) {
          case INTEGER -> Scalar.BIGINT;
          case UUID -> Scalar.UUID;
        };
    List<Column> columns = new ArrayList<>();
    columns.add(system(ID, Column.Role.ID, idType, "The row's id."));
    columns.add(system(OWNER, Column.Role.OWNER, Scalar.UUID, "Whose row it is."));
    resource.fields().forEach(f -> columns.add(field(f)));
    columns.add(
        system("created_at", Column.Role.CREATED_AT, Scalar.DATETIME, "When it was created."));
    columns.add(
        system("updated_at", Column.Role.UPDATED_AT, Scalar.DATETIME, "When it last changed."));
    columns.add(system(VERSION, Column.Role.VERSION, Scalar.BIGINT, ""));
    return new Table(
        resource.name(),
        columns,
        names.of(List.of(resource.name(), "pkey")),
        uniques(),
        indexes(),
        references().map(this::foreignKey).toList(),
        resource.checks().stream().map(this::check).toList(),
        resource.renamedFrom());
  }

  private static Column system(String name, Column.Role role, Scalar type, String description) {
    return new Column(
        name,
        role,
        FieldType.of(type),
        false,
        Rules.NONE,
        null,
        description,
        null,
        List.of(),
        List.of(),
        null);
  }

  private Column field(Spec.Field field) {
    return new Column(
        field.name(),
        Column.Role.FIELD,
        field.type(),
        !field.required(),
        field.rules(),
        field.defaultValue(),
        Objects.requireNonNullElse(field.description(), ""),
        reference(field),
        field.readers(),
        field.writers(),
        field.renamedFrom());
  }

  /// The foreign key alone answers for the caller where it carries the owner and the owner is the only one who writes.
  private Column.@Nullable Reference reference(Spec.Field field) {
    Spec.Ref ref = field.ref();
    if (ref == null) {
      return null;
    }
    boolean ownersWrite =
        resource.access().update().stream().allMatch(g -> g instanceof Access.Grant.Owner);
    return new Column.Reference(
        ref.relation(), ref.to(), ref.onDelete(), isShared(ref.to()) || !ownersWrite);
  }

  private Stream<Spec.Field> references() {
    return resource.fields().stream().filter(f -> f.ref() != null);
  }

  private boolean isShared(String name) {
    return spec.resources().stream()
        .anyMatch(r -> r.name().equals(name) && ResourcePlan.isShared(r.access()));
  }

  private Table.ForeignKey foreignKey(Spec.Field field) {
    Spec.Ref ref = Objects.requireNonNull(field.ref());
    boolean shared = isShared(ref.to());
    return new Table.ForeignKey(
        Identifiers.foreignKey(resource.name(), field.name()),
        field.name(),
        shared ? List.of(field.name()) : List.of(OWNER, field.name()),
        ref.to(),
        shared ? List.of(ID) : List.of(OWNER, ID),
        ref.onDelete());
  }

  private Table.Check check(Spec.Check check) {
    return new Table.Check(
        Identifiers.rule(resource.name(), check.name()),
        check.rule(),
        check.message(),
        check.rule().columns().getFirst());
  }

  private List<Table.Unique> uniques() {
    Stream<List<String>> single =
        resource.fields().stream().filter(Spec.Field::unique).map(f -> List.of(f.name()));
    Stream<Table.Unique> owned =
        Stream.concat(single, resource.unique().stream())
            .distinct()
            .map(
                fields ->
                    new Table.Unique(
                        names.of(parts(fields.stream(), "key")),
                        Stream.concat(Stream.of(OWNER), fields.stream()).toList(),
                        fields));
    Stream<Table.Unique> id =
        ResourcePlan.isShared(resource.access())
            ? Stream.of(
                new Table.Unique(names.of(parts(Stream.of(ID), "key")), List.of(ID), List.of(ID)))
            : Stream.empty();
    return Stream.concat(id, owned).toList();
  }

  /// One index for the order of lists, those the spec names, and one for each reference: it serves the list of what points
  /// at a row, and PostgreSQL when that row is deleted. The keys already serve an order by id alone.
  private List<Table.Index> indexes() {
    boolean shared = ResourcePlan.isShared(resource.access());
    boolean owned = ResourcePlan.readByOwners(resource.access());
    List<List<Table.Key>> keys = new ArrayList<>();
    List<List<Table.Key>> orders = new ArrayList<>();
    orders.add(tieBroken(resource.sort()));
    resource.indexes().forEach(i -> orders.add(i.stream().map(TablePlanner::key).toList()));
    for (List<Table.Key> order : orders) {
      if (!order.getFirst().column().equals(ID)) {
        add(keys, order, owned, shared);
      }
    }
    references()
        .forEach(
            f -> {
              List<Table.Key> order = new ArrayList<>(List.of(new Table.Key(f.name(), false)));
              tieBroken(resource.sort()).stream()
                  .filter(k -> !k.column().equals(f.name()))
                  .forEach(order::add);
              boolean byId = isShared(Objects.requireNonNull(f.ref()).to());
              add(keys, order, owned || !byId, shared || byId);
            });
    return keys.stream().distinct().map(this::index).toList();
  }

  private static void add(
      List<List<Table.Key>> keys, List<Table.Key> order, boolean led, boolean unled) {
    if (led) {
      keys.add(Stream.concat(Stream.of(new Table.Key(OWNER, false)), order.stream()).toList());
    }
    if (unled) {
      keys.add(order);
    }
  }

  private Table.Index index(List<Table.Key> keys) {
    boolean led = keys.getFirst().column().equals(OWNER);
    Stream<String> columns =
        keys.stream().skip(led ? 1 : 0).map(k -> k.column() + (k.descending() ? "_desc" : ""));
    return new Table.Index(
        names.of(parts(led ? columns : Stream.concat(Stream.of("all"), columns), "idx")), keys);
  }

  private List<String> parts(Stream<String> columns, String suffix) {
    return Stream.of(Stream.of(resource.name()), columns, Stream.of(suffix))
        .flatMap(s -> s)
        .toList();
  }

  /// The id last, in the direction of the key before it, so that one index serves the whole order both ways.
  static List<Table.Key> tieBroken(List<Spec.SortKey> sort) {
    List<Table.Key> keys = new ArrayList<>(sort.stream().map(TablePlanner::key).toList());
    if (keys.stream().noneMatch(k -> k.column().equals(ID))) {
      keys.add(new Table.Key(ID, keys.getLast().descending()));
    }
    return List.copyOf(keys);
  }

  private static Table.Key key(Spec.SortKey key) {
    return new Table.Key(key.field(), key.descending());
  }
}
