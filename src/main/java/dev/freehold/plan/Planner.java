package dev.freehold.plan;

import dev.freehold.spec.SchemaName;
import dev.freehold.spec.Spec;
import dev.freehold.type.FieldType;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compiles a checked spec. Pure, total, and the only place that chooses names, keys, indexes and sets.
public final class Planner {
  private static final String OWNER = "user_id";
  private static final String ID = "id";
  private static final String VERSION = "_version";

  /// NIST SP 800-63B-4 asks for at least 64; more than this costs hashing time and buys nothing.
  private static final int PASSWORD_MAX = 256;

  private Planner() {}

  public static ApiPlan plan(Spec spec) {
    return new ApiPlan(
        spec.name(),
        spec.version(),
        Objects.requireNonNullElse(spec.description(), ""),
        "/api/v1",
        new ApiPlan.Auth(spec.auth().signup(), spec.auth().passwordMinLength(), PASSWORD_MAX),
        resources(spec, new Names(ambiguous(resources(spec, new Names(Set.of()))))));
  }

  private static List<ResourcePlan> resources(Spec spec, Names names) {
    return spec.resources().stream().map(r -> resource(r, names)).toList();
  }

  /// Two in one schema of PostgreSQL may not share a name: tables, keys and indexes alike.
  private static Set<String> ambiguous(List<ResourcePlan> resources) {
    Set<String> seen = new HashSet<>();
    return resources.stream()
        .map(ResourcePlan::table)
        .flatMap(
            t ->
                Stream.of(
                        Stream.of(t.name(), t.primaryKey()),
                        t.uniques().stream().map(Table.Unique::name),
                        t.indexes().stream().map(Table.Index::name))
                    .flatMap(names -> names))
        .filter(name -> !seen.add(name))
        .collect(Collectors.toSet());
  }

  private static ResourcePlan resource(Spec.Resource resource, Names names) {
    List<Column> fields = resource.fields().stream().map(Planner::field).toList();
    Table table = table(resource, fields, names);
    List<Column> read =
        table.columns().stream()
            .filter(c -> c.role() != Column.Role.VERSION)
            .filter(
                c ->
                    resource.fields().stream()
                        .noneMatch(f -> f.hidden() && f.name().equals(c.name())))
            .toList();
    return new ResourcePlan(
        resource.name(),
        SchemaName.of(resource.name()),
        Objects.requireNonNullElse(resource.description(), ""),
        resource.id(),
        table,
        read,
        writeSet(resource, table, f -> !f.readonly()),
        writeSet(resource, table, f -> !f.readonly() && !f.writeOnce()),
        resource.filters(),
        tieBroken(resource.sort()),
        resource.limit());
  }

  private static Column field(Spec.Field field) {
    return new Column(
        field.name(),
        Column.Role.FIELD,
        field.type(),
        !field.required(),
        field.rules(),
        field.defaultValue(),
        Objects.requireNonNullElse(field.description(), ""));
  }

  private static List<ResourcePlan.WriteField> writeSet(
      Spec.Resource resource, Table table, java.util.function.Predicate<Spec.Field> writable) {
    return resource.fields().stream()
        .filter(writable)
        .map(
            f ->
                new ResourcePlan.WriteField(
                    table.column(f.name()), f.required() && f.defaultValue() == null))
        .toList();
  }

  private static Table table(Spec.Resource resource, List<Column> fields, Names names) {
    Scalar idType =
        switch (resource.id()) {
          case INTEGER -> Scalar.BIGINT;
          case UUID -> Scalar.UUID;
        };
    List<Column> columns = new ArrayList<>();
    columns.add(system(ID, Column.Role.ID, idType, "The row's id."));
    columns.add(system(OWNER, Column.Role.OWNER, Scalar.UUID, "Whose row it is."));
    columns.addAll(fields);
    columns.add(
        system("created_at", Column.Role.CREATED_AT, Scalar.DATETIME, "When it was created."));
    columns.add(
        system("updated_at", Column.Role.UPDATED_AT, Scalar.DATETIME, "When it last changed."));
    columns.add(system(VERSION, Column.Role.VERSION, Scalar.BIGINT, ""));
    return new Table(
        resource.name(),
        columns,
        names.of(List.of(resource.name(), "pkey")),
        uniques(resource, names),
        indexes(resource, names));
  }

  private static Column system(String name, Column.Role role, Scalar type, String description) {
    return new Column(name, role, FieldType.of(type), false, Rules.NONE, null, description);
  }

  private static List<Table.Unique> uniques(Spec.Resource resource, Names names) {
    Stream<List<String>> single =
        resource.fields().stream().filter(Spec.Field::unique).map(f -> List.of(f.name()));
    return Stream.concat(single, resource.unique().stream())
        .distinct()
        .map(
            fields ->
                new Table.Unique(
                    names.of(parts(resource.name(), fields.stream(), "key")),
                    Stream.concat(Stream.of(OWNER), fields.stream()).toList(),
                    fields))
        .toList();
  }

  /// One index for the order of lists, and those the spec names. The primary key already serves an order by id alone.
  private static List<Table.Index> indexes(Spec.Resource resource, Names names) {
    List<List<Table.Key>> keys = new ArrayList<>();
    keys.add(tieBroken(resource.sort()));
    resource.indexes().forEach(i -> keys.add(i.stream().map(Planner::key).toList()));
    return keys.stream()
        .filter(k -> !k.getFirst().column().equals(ID))
        .distinct()
        .map(k -> index(resource, k, names))
        .toList();
  }

  private static Table.Index index(Spec.Resource resource, List<Table.Key> keys, Names names) {
    Stream<String> columns = keys.stream().map(k -> k.column() + (k.descending() ? "_desc" : ""));
    return new Table.Index(
        names.of(parts(resource.name(), columns, "idx")),
        Stream.concat(Stream.of(new Table.Key(OWNER, false)), keys.stream()).toList());
  }

  private static List<String> parts(String resource, Stream<String> columns, String suffix) {
    return Stream.of(Stream.of(resource), columns, Stream.of(suffix)).flatMap(s -> s).toList();
  }

  /// The id last, in the direction of the key before it, so that one index serves the whole order both ways.
  private static List<Table.Key> tieBroken(List<Spec.SortKey> sort) {
    List<Table.Key> keys = new ArrayList<>(sort.stream().map(Planner::key).toList());
    if (keys.stream().noneMatch(k -> k.column().equals(ID))) {
      keys.add(new Table.Key(ID, keys.getLast().descending()));
    }
    return List.copyOf(keys);
  }

  private static Table.Key key(Spec.SortKey key) {
    return new Table.Key(key.field(), key.descending());
  }
}
