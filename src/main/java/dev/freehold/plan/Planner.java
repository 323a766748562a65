package dev.freehold.plan;

import dev.freehold.spec.SchemaName;
import dev.freehold.spec.Spec;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Compiles a checked spec. Pure, total, and, with what it asks in this package, the only place that chooses names, keys,
/// indexes and sets.
public final class Planner {
  /// NIST SP 800-63B-4 asks for at least 64; more than this costs hashing time and buys nothing.
  private static final int PASSWORD_MAX = 256;

  private Planner() {}

  public static ApiPlan plan(Spec spec) {
    return new ApiPlan(
        spec.name(),
        spec.version(),
        Objects.requireNonNullElse(spec.description(), ""),
        "/api/v1",
        new ApiPlan.Auth(
            spec.auth().signup(),
            spec.auth().passwordMinLength(),
            PASSWORD_MAX,
            spec.auth().roles()),
        resources(spec, new Names(ambiguous(resources(spec, new Names(Set.of()))))));
  }

  private static List<ResourcePlan> resources(Spec spec, Names names) {
    return spec.resources().stream().map(r -> resource(spec, r, names)).toList();
  }

  /// Two in one schema of PostgreSQL may not share a name: tables, keys and indexes alike.
  private static Set<String> ambiguous(List<ResourcePlan> resources) {
    Set<String> seen = new HashSet<>();
    return resources.stream()
        .flatMap(Planner::schemaNames)
        .filter(name -> !seen.add(name))
        .collect(Collectors.toSet());
  }

  private static Stream<String> schemaNames(ResourcePlan resource) {
    Table table = resource.table();
    return Stream.of(
            Stream.of(table.name(), table.primaryKey()),
            table.uniques().stream().map(Table.Unique::name),
            table.indexes().stream().map(Table.Index::name),
            Stream.ofNullable(resource.search()).map(TextSearch::index))
        .flatMap(names -> names);
  }

  private static ResourcePlan resource(Spec spec, Spec.Resource resource, Names names) {
    Table table = new TablePlanner(spec, resource, names).table();
    Set<String> hidden =
        resource.fields().stream()
            .filter(Spec.Field::hidden)
            .map(Spec.Field::name)
            .collect(Collectors.toSet());
    List<Column> read =
        table.columns().stream()
            .filter(c -> c.role() != Column.Role.VERSION && !hidden.contains(c.name()))
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
        TablePlanner.tieBroken(resource.sort()),
        resource.limit(),
        resource.access(),
        Relations.of(spec, resource),
        search(resource, names));
  }

  private static List<ResourcePlan.WriteField> writeSet(
      Spec.Resource resource, Table table, Predicate<Spec.Field> writable) {
    return resource.fields().stream()
        .filter(writable)
        .map(
            f ->
                new ResourcePlan.WriteField(
                    table.column(f.name()), f.required() && f.defaultValue() == null))
        .toList();
  }

  private static @Nullable TextSearch search(Spec.Resource resource, Names names) {
    Spec.Search search = resource.search();
    return search == null
        ? null
        : new TextSearch(
            search.fields(),
            search.language(),
            names.of(List.of(resource.name(), "search", "idx")));
  }
}
