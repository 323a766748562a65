package dev.freehold.plan;

import dev.freehold.plan.PostgresIdentifier.IndexNaming;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.plan.ResourcePlan.TextSearch;
import dev.freehold.spec.Access;
import dev.freehold.spec.OpenApiSchemaName;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.ReverseRelation;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Compiles a valid `Spec` to an [ApiPlan]. Only this package chooses names, keys, indexes, and
/// read and write sets.
public final class ApiPlanner {
  /// NIST SP 800-63B-4 requires at least 64. A higher limit costs hashing time without a benefit.
  private static final int PASSWORD_MAX = 256;

  private static final String PROFILE_SCHEMA = "Person";

  private ApiPlanner() {}

  public static ApiPlan plan(Spec spec) {
    IndexNaming readable = new IndexNaming(Set.of());
    IndexNaming indexNaming =
        new IndexNaming(
            ambiguous(
                Stream.concat(
                    resources(spec, readable).stream(),
                    Stream.ofNullable(people(spec, readable)))));
    return new ApiPlan(
        spec.name(),
        spec.version(),
        Objects.requireNonNullElse(spec.description(), ""),
        spec.info(),
        "/api/v1",
        new ApiPlan.Auth(
            spec.auth().signup(),
            spec.auth().passwordMinLength(),
            PASSWORD_MAX,
            spec.auth().verification(),
            spec.auth().roles(),
            spec.auth().cookies(),
            spec.auth().issuers(),
            spec.auth().signupRate(),
            spec.auth().providers(),
            spec.auth().pages(),
            spec.auth().totp(),
            spec.auth().passkeys()),
        resources(spec, indexNaming),
        people(spec, indexNaming),
        spec.teams());
  }

  private static List<ResourcePlan> resources(Spec spec, IndexNaming indexNaming) {
    return spec.resources().stream().map(r -> resource(spec, r, indexNaming)).toList();
  }

  /// Finds ambiguous names. Tables, keys and indexes of a PostgreSQL schema share one name space.
  private static Set<String> ambiguous(Stream<ResourcePlan> resources) {
    Set<String> seen = new HashSet<>();
    return resources
        .flatMap(ApiPlanner::schemaNames)
        .filter(name -> !seen.add(name))
        .collect(Collectors.toSet());
  }

  private static Stream<String> schemaNames(ResourcePlan resource) {
    TablePlan table = resource.table();
    return Stream.of(
            Stream.of(table.name(), table.primaryKey()),
            table.uniques().stream().map(TablePlan.Unique::name),
            table.indexes().stream().map(TablePlan.Index::name),
            table.links().stream().flatMap(link -> Stream.of(link.name(), link.index())),
            Stream.ofNullable(resource.search()).map(TextSearch::index))
        .flatMap(names -> names);
  }

  private static ResourcePlan resource(Spec spec, Spec.Resource resource, IndexNaming indexNaming) {
    TablePlan table = new TablePlanner(spec, resource, indexNaming).table();
    Set<String> hidden =
        resource.fields().stream()
            .filter(Spec.Field::hidden)
            .map(Spec.Field::name)
            .collect(Collectors.toSet());
    List<ColumnPlan> read =
        table.columns().stream()
            .filter(c -> c.role() != ColumnPlan.Role.VERSION && !hidden.contains(c.name()))
            .toList();
    return new ResourcePlan(
        resource.name(),
        OpenApiSchemaName.of(resource.name()),
        Objects.requireNonNullElse(resource.description(), ""),
        resource.id(),
        table,
        read,
        writeSet(resource, table, f -> !f.readonly()),
        writeSet(resource, table, f -> !f.readonly() && !f.writeOnce()),
        resource.filters(),
        TablePlanner.withTieBreaker(resource.sort()),
        resource.limit(),
        resource.access(),
        isReadAnonymously(spec, resource),
        RelationPlanner.of(spec, resource),
        search(resource, indexNaming));
  }

  /// Whether a grant allows an anonymous caller to read, by itself or through rows that this caller
  /// may read. Paths have no circle.
  private static boolean isReadAnonymously(Spec spec, Spec.Resource resource) {
    return resource.access().read().stream()
        .map(Access.Grant::subject)
        .anyMatch(
            subject ->
                switch (subject) {
                  case Access.Grant.Public _ -> true;
                  case Access.Grant.Through through ->
                      through.caller() instanceof Access.Grant.Public
                          && through.person() == null
                          && through.path().stream()
                              .allMatch(
                                  hop -> isReadAnonymously(spec, resource(spec, hop.target())));
                  case Access.Grant.Owner _,
                      Access.Grant.User _,
                      Access.Grant.Role _,
                      Access.Grant.Person _,
                      Access.Grant.Member _,
                      Access.Grant.Where _ ->
                      false;
                });
  }

  private static Spec.Resource resource(Spec spec, String name) {
    return spec.resources().stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
  }

  /// The profiles: rows that show the id of their account and the fields of the spec.
  private static @Nullable ResourcePlan people(Spec spec, IndexNaming indexNaming) {
    if (spec.people() == null) {
      return null;
    }
    ResourcePlan rows = resource(spec, spec.people().asResource(ResourcePlan.PEOPLE), indexNaming);
    return new ResourcePlan(
        rows.name(),
        PROFILE_SCHEMA,
        rows.description(),
        rows.id(),
        rows.table(),
        rows.readColumns().stream()
            .filter(c -> c.role() == ColumnPlan.Role.ID || c.role() == ColumnPlan.Role.FIELD)
            .toList(),
        rows.createFields(),
        rows.updateFields(),
        rows.filters(),
        rows.sort(),
        rows.limit(),
        rows.access(),
        rows.anonymousReads(),
        RelationPlanner.ofPeople(spec),
        rows.search());
  }

  private static List<ResourcePlan.WriteField> writeSet(
      Spec.Resource resource, TablePlan table, Predicate<Spec.Field> writable) {
    return resource.fields().stream()
        .filter(writable)
        .map(
            f ->
                new ResourcePlan.WriteField(
                    table.column(f.name()), f.required() && f.defaultValue() == null))
        .toList();
  }

  private static @Nullable TextSearch search(Spec.Resource resource, IndexNaming indexNaming) {
    Spec.Search search = resource.search();
    return search == null
        ? null
        : new TextSearch(
            search.fields(),
            search.language(),
            indexNaming.of(List.of(resource.name(), "search", "idx")),
            resource.fields().stream()
                .filter(field -> search.fields().contains(field.name()))
                .map(field -> field.constraints().text())
                .anyMatch(text -> text != null && text.nfc()));
  }

  /// The relations of one resource: the owner, its own references, and the references of other
  /// resources to it.
  static final class RelationPlanner {
    private RelationPlanner() {}

    static List<Relation> of(Spec spec, Spec.Resource resource) {
      Stream<Relation> own =
          resource.fields().stream()
              .filter(f -> f.ref() != null)
              .filter(f -> !ref(f).person() || spec.people() != null)
              .map(
                  f ->
                      new Relation(
                          ref(f).relation(),
                          ref(f).many() ? Relation.Kind.LISTED : Relation.Kind.ONE,
                          ref(f).person() ? ResourcePlan.PEOPLE : ref(f).target(),
                          f.name()));
      Stream<Relation> owner =
          Stream.ofNullable(resource.isOwned() ? spec.people() : null)
              .map(
                  _ ->
                      new Relation(
                          Spec.People.OWNER_RELATION,
                          Relation.Kind.ONE,
                          ResourcePlan.PEOPLE,
                          TablePlanner.OWNER));
      Stream<Relation> many =
          ReverseRelation.of(spec.resources(), resource.name()).stream()
              .map(
                  r ->
                      new Relation(
                          r.name(),
                          ref(r.field()).many() ? Relation.Kind.LISTING : Relation.Kind.MANY,
                          r.resource(),
                          r.field().name()));
      return Stream.of(owner, own, many).flatMap(s -> s).toList();
    }

    static List<Relation> ofPeople(Spec spec) {
      return ReverseRelation.ofPeople(spec.resources()).stream()
          .map(
              r -> new Relation(r.name(), Relation.Kind.OF_ACCOUNT, r.resource(), r.field().name()))
          .toList();
    }

    private static Spec.Ref ref(Spec.Field field) {
      return Objects.requireNonNull(field.ref());
    }
  }
}
