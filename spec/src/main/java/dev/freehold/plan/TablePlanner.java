package dev.freehold.plan;

import dev.freehold.plan.PostgresIdentifier.IndexNaming;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.RowOwner;
import dev.freehold.spec.Spec.UniqueSet;
import dev.freehold.spec.Spec.UniqueSet.Within;
import dev.freehold.spec.Teams;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Plans the table of one resource: columns, keys, indexes.
final class TablePlanner {
  static final String OWNER = "user_id";
  private static final String TEAM = Teams.TEAM_ID;
  private static final String ID = TablePlan.ID;
  private static final String VERSION = "_version";
  static final String ACCOUNTS_SCHEMA = "auth";
  static final String ACCOUNTS = "users";

  private final Spec spec;
  private final Spec.Resource resource;
  private final IndexNaming indexNaming;

  TablePlanner(Spec spec, Spec.Resource resource, IndexNaming indexNaming) {
    this.spec = spec;
    this.resource = resource;
    this.indexNaming = indexNaming;
  }

  TablePlan table() {
    ScalarType idType =
        switch (resource.id()) {
          case INTEGER -> ScalarType.INTEGER_ID;
          case UUID -> ScalarType.UUID;
        };
    List<ColumnPlan> columns = new ArrayList<>();
    columns.add(system(ID, ColumnPlan.Role.ID, idType, "The row's id."));
    if (resource.isOwned()) {
      columns.add(owner());
    }
    resource.fields().forEach(f -> columns.add(field(f)));
    columns.add(
        system(
            "created_at", ColumnPlan.Role.CREATED_AT, ScalarType.DATETIME, "When it was created."));
    columns.add(
        system(
            "updated_at",
            ColumnPlan.Role.UPDATED_AT,
            ScalarType.DATETIME,
            "When it last changed."));
    columns.add(system(VERSION, ColumnPlan.Role.VERSION, ScalarType.BIGINT, ""));
    List<TablePlan.Unique> uniques = uniques();
    return new TablePlan(
        resource.name(),
        columns,
        indexNaming.of(List.of(resource.name(), "pkey")),
        uniques,
        indexes(uniques),
        references().map(this::foreignKey).toList(),
        resource.checks().stream().map(this::check).toList(),
        columns.stream().filter(TablePlanner::isList).map(c -> link(c, idType)).toList(),
        resource.renamedFrom());
  }

  private ColumnPlan owner() {
    return new ColumnPlan(
        OWNER,
        ColumnPlan.Role.OWNER,
        FieldType.of(ScalarType.UUID),
        false,
        FieldConstraints.NONE,
        null,
        "Whose row it is.",
        null,
        resource.ownerReaders(),
        List.of(),
        null,
        List.of(),
        null,
        null);
  }

  private static ColumnPlan system(
      String name, ColumnPlan.Role role, ScalarType type, String description) {
    return new ColumnPlan(
        name,
        role,
        FieldType.of(type),
        false,
        FieldConstraints.NONE,
        null,
        description,
        null,
        List.of(),
        List.of(),
        null,
        List.of(),
        null,
        null);
  }

  private ColumnPlan field(Spec.Field field) {
    return new ColumnPlan(
        field.name(),
        isTeam(field) ? ColumnPlan.Role.TEAM : ColumnPlan.Role.FIELD,
        field.type(),
        !field.required(),
        field.constraints(),
        field.defaultValue(),
        Objects.requireNonNullElse(field.description(), ""),
        reference(field),
        field.readers(),
        field.writers(),
        field.renamedFrom(),
        field.moves(),
        field.stamp(),
        copy(field));
  }

  private ColumnPlan.@Nullable Copy copy(Spec.Field field) {
    Spec.Copy copy = field.copy();
    return copy == null
        ? null
        : references()
            .filter(f -> Objects.requireNonNull(f.ref()).relation().equals(copy.relation()))
            .map(f -> new ColumnPlan.Copy(copy.relation(), foreignKey(f), copy.field()))
            .findFirst()
            .orElseThrow();
  }

  /// Whether it is the field that the server sets to the team of the row.
  private boolean isTeam(Spec.Field field) {
    return resource.isOfTeam() && field.name().equals(TEAM);
  }

  /// Plans the reference of a field. It needs no read check if the foreign key includes the owner,
  /// only the owner may write, and the owner may read every row of the target.
  private ColumnPlan.@Nullable Reference reference(Spec.Field field) {
    Spec.Ref ref = field.ref();
    if (ref == null) {
      return null;
    }
    boolean ownersWrite =
        resource.owner() == RowOwner.USER
            && resource.access().update().stream()
                .allMatch(g -> g.subject() instanceof Access.Grant.Owner);
    return new ColumnPlan.Reference(
        ref.relation(),
        ref.target(),
        ref.onDelete(),
        ref.person()
            ? resource.isOfTeam() && !ref.many()
            : !isTeam(field)
                && (ref.many()
                    || !(ownersWrite
                        && isReadByOwnersAlone(ref.target())
                        && !isReferencedById(ref.target()))),
        ref.person(),
        ref.max(),
        ref.leave(),
        ref.roles());
  }

  private static boolean isList(ColumnPlan column) {
    ColumnPlan.Reference reference = column.reference();
    return reference != null && reference.many();
  }

  private TablePlan.Link link(ColumnPlan column, ScalarType idType) {
    List<String> parts = List.of("", resource.name(), column.name());
    return new TablePlan.Link(
        indexNaming.of(parts),
        column,
        indexNaming.of(Stream.concat(parts.stream(), Stream.of("pkey")).toList()),
        indexNaming.of(Stream.concat(parts.stream(), Stream.of("item", "idx")).toList()),
        FieldType.of(idType));
  }

  /// The references to one row.
  private Stream<Spec.Field> references() {
    return resource.fields().stream().filter(f -> f.ref() != null && !f.ref().many());
  }

  /// Whether each row of the resource is read by its owner, without a condition, and by no one else.
  private boolean isReadByOwnersAlone(String name) {
    return spec.resources().stream()
        .anyMatch(
            r ->
                r.name().equals(name)
                    && r.access().read().equals(List.of(new Access.Grant.Owner())));
  }

  /// Whether foreign keys name a row of the resource by its id alone: it is of a team, users other than
  /// its owner read it, or reach their own rows through it.
  private boolean isReferencedById(String name) {
    return spec.resources().stream()
        .anyMatch(
            r ->
                (r.name().equals(name) && (r.access().isShared() || r.isOfTeam()))
                    || r.access().targets().contains(name));
  }

  /// Whether the foreign key of a reference uses the id alone, because the owner of the row need not
  /// be that of the target or one of them has no owner.
  private boolean isById(Spec.Ref ref) {
    return ref.person() || resource.owner() != RowOwner.USER || isReferencedById(ref.target());
  }

  /// Whether the foreign key of a reference includes the team: both rows are of one team.
  private boolean isInTeam(Spec.Ref ref) {
    return resource.isOfTeam()
        && spec.resources().stream()
            .anyMatch(r -> r.name().equals(ref.target()) && r.isOfTeam() && !ref.person());
  }

  /// The column that keys start with; null if rows belong to nobody.
  private @Nullable String isolationKey() {
    return resource.isOfTeam() ? TEAM : resource.isOwned() ? OWNER : null;
  }

  /// Whether a foreign key needs `id` alone to be unique, and it is not the primary key.
  private boolean needsIdKey() {
    return isolationKey() != null
        && (resource.access().isShared()
            || isReferencedById(resource.name())
            || resource.fields().stream().anyMatch(f -> f.ref() != null && f.ref().many())
            || spec.resources().stream()
                .anyMatch(
                    r ->
                        r.fields().stream()
                            .anyMatch(
                                f ->
                                    f.ref() != null
                                        && isReferenceToThis(f.ref())
                                        && (f.ref().many() || r.owner() != RowOwner.USER))));
  }

  private boolean isReferenceToThis(Spec.Ref ref) {
    return !ref.person() && ref.target().equals(resource.name());
  }

  private TablePlan.ForeignKey foreignKey(Spec.Field field) {
    Spec.Ref ref = Objects.requireNonNull(field.ref());
    String lead = isInTeam(ref) ? TEAM : isById(ref) ? null : OWNER;
    return new TablePlan.ForeignKey(
        PostgresIdentifier.foreignKey(resource.name(), field.name()),
        field.name(),
        lead == null ? List.of(field.name()) : List.of(lead, field.name()),
        ref.person() ? ACCOUNTS_SCHEMA : TablePlan.SCHEMA,
        ref.person() ? ACCOUNTS : ref.target(),
        lead == null ? List.of(ID) : List.of(lead, ID),
        ref.onDelete());
  }

  private TablePlan.Check check(Spec.Check check) {
    return new TablePlan.Check(
        PostgresIdentifier.rowCheck(resource.name(), check.name()),
        check.rule(),
        check.message(),
        check.rule().columns().getFirst());
  }

  private List<TablePlan.Unique> uniques() {
    Stream<TablePlan.Unique> id =
        needsIdKey()
            ? Stream.of(
                new TablePlan.Unique(
                    indexNaming.of(parts(Stream.of(ID), "key")),
                    List.of(ID),
                    List.of(ID),
                    Within.ALL))
            : Stream.empty();
    return Stream.concat(id, resource.uniqueSets().stream().map(this::unique)).toList();
  }

  private TablePlan.Unique unique(UniqueSet set) {
    List<String> fields = set.fields();
    return switch (set.within()) {
      case OWNER ->
          new TablePlan.Unique(
              uniqueName(set, fields.isEmpty() ? Stream.of(OWNER) : fields.stream()),
              Stream.concat(
                      resource.isOfTeam() ? Stream.of(TEAM, OWNER) : Stream.of(OWNER),
                      fields.stream())
                  .toList(),
              fields.isEmpty() ? List.of(OWNER) : fields,
              set.within(),
              set.condition());
      case TEAM ->
          new TablePlan.Unique(
              uniqueName(set, Stream.concat(Stream.of("team"), fields.stream())),
              Stream.concat(Stream.of(TEAM), fields.stream()).toList(),
              fields,
              set.within(),
              set.condition());
      case ALL ->
          new TablePlan.Unique(
              uniqueName(set, Stream.concat(Stream.of("all"), fields.stream())),
              fields,
              fields,
              set.within(),
              set.condition());
    };
  }

  /// The name depends on the condition, so that the index of a new condition can be created before
  /// that of the old one is dropped.
  private String uniqueName(UniqueSet set, Stream<String> words) {
    Rule condition = set.condition();
    return indexNaming.of(
        parts(
            condition == null
                ? words
                : Stream.concat(
                    words, Stream.of("where", PostgresIdentifier.checksum(condition.text()))),
            "key"));
  }

  /// The indexes: one for the order of lists, those of the spec, and one for each reference. Each ends
  /// with the id, as every order of a list does: without it PostgreSQL sorts before each page. The
  /// index of a reference serves the list of referencing rows, and PostgreSQL when the referenced
  /// row is deleted. The keys already serve an order by id alone. An index whose keys are the first
  /// ones of another index or of a unique set is left out: that one serves the same queries.
  private List<TablePlan.Index> indexes(List<TablePlan.Unique> uniques) {
    boolean shared = resource.access().isShared() && !resource.isOfTeam();
    boolean owned =
        resource.isOfTeam() || (resource.isOwned() && ResourcePlan.readByOwners(resource.access()));
    List<List<TablePlan.Key>> keys = new ArrayList<>();
    List<List<TablePlan.Key>> orders = new ArrayList<>();
    orders.add(withTieBreaker(resource.sort()));
    resource.indexes().forEach(i -> orders.add(withTieBreaker(i)));
    for (List<TablePlan.Key> order : orders) {
      if (!order.getFirst().column().equals(ID)) {
        add(keys, order, owned, shared);
      }
    }
    references()
        .filter(f -> !isTeam(f))
        .forEach(
            f -> {
              List<TablePlan.Key> order =
                  new ArrayList<>(List.of(new TablePlan.Key(f.name(), false)));
              withTieBreaker(resource.sort()).stream()
                  .filter(k -> !k.column().equals(f.name()))
                  .forEach(order::add);
              Spec.Ref ref = Objects.requireNonNull(f.ref());
              boolean byId = isById(ref) && !isInTeam(ref);
              add(keys, order, owned || !byId, shared || byId);
            });
    List<List<TablePlan.Key>> sets =
        uniques.stream().filter(set -> set.condition() == null).map(TablePlanner::keys).toList();
    return keys.stream()
        .distinct()
        .filter(index -> sets.stream().noneMatch(set -> isPrefix(written(index), set)))
        .filter(
            index ->
                keys.stream()
                    .noneMatch(other -> !other.equals(index) && isPrefix(written(index), other)))
        .map(this::index)
        .toList();
  }

  /// The keys of an index without the id, if the spec does not write it: the id alone makes no index
  /// that others would replace.
  private List<TablePlan.Key> written(List<TablePlan.Key> index) {
    List<TablePlan.Key> body =
        index.getFirst().column().equals(isolationKey()) ? index.subList(1, index.size()) : index;
    boolean added =
        !body.equals(withTieBreaker(resource.sort()))
            && resource.indexes().stream()
                .map(i -> i.stream().map(TablePlanner::key).toList())
                .anyMatch(i -> i.equals(body.subList(0, body.size() - 1)));
    return added ? index.subList(0, index.size() - 1) : index;
  }

  private static List<TablePlan.Key> keys(TablePlan.Unique set) {
    return set.columns().stream().map(column -> new TablePlan.Key(column, false)).toList();
  }

  private static boolean isPrefix(List<TablePlan.Key> index, List<TablePlan.Key> other) {
    return other.size() >= index.size() && other.subList(0, index.size()).equals(index);
  }

  /// @param led whether with the isolation key before it
  private void add(
      List<List<TablePlan.Key>> keys, List<TablePlan.Key> order, boolean led, boolean unled) {
    String lead = isolationKey();
    if (led && lead != null) {
      keys.add(Stream.concat(Stream.of(new TablePlan.Key(lead, false)), order.stream()).toList());
    }
    if (unled) {
      keys.add(order);
    }
  }

  private TablePlan.Index index(List<TablePlan.Key> keys) {
    boolean led = keys.getFirst().column().equals(isolationKey());
    Stream<String> columns =
        keys.stream().skip(led ? 1 : 0).map(k -> k.column() + (k.descending() ? "_desc" : ""));
    return new TablePlan.Index(
        indexNaming.of(parts(led ? columns : Stream.concat(Stream.of("all"), columns), "idx")),
        keys);
  }

  private List<String> parts(Stream<String> columns, String suffix) {
    return Stream.of(Stream.of(resource.name()), columns, Stream.of(suffix))
        .flatMap(s -> s)
        .toList();
  }

  /// Appends the id in the direction of the last key, so that one index serves the order in both
  /// directions.
  static List<TablePlan.Key> withTieBreaker(List<Spec.SortKey> sort) {
    List<TablePlan.Key> keys = new ArrayList<>(sort.stream().map(TablePlanner::key).toList());
    if (keys.stream().noneMatch(k -> k.column().equals(ID))) {
      keys.add(new TablePlan.Key(ID, keys.getLast().descending()));
    }
    return List.copyOf(keys);
  }

  private static TablePlan.Key key(Spec.SortKey key) {
    return new TablePlan.Key(key.field(), key.descending());
  }
}
