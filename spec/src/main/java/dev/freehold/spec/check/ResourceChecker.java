package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.Teams;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Checks one resource.
final class ResourceChecker {
  private static final List<String> KEYS =
      List.of(
          "description",
          "owner",
          "id",
          "fields",
          "filters",
          "sort",
          "limit",
          "unique",
          "indexes",
          "access",
          "search",
          "checks",
          "renamed_from");

  private static final Map<String, Spec.IdType> ID_TYPES =
      new java.util.TreeMap<>(Map.of("integer", Spec.IdType.INTEGER, "uuid", Spec.IdType.UUID));

  private static final Map<String, Spec.RowOwner> OWNERS =
      new java.util.TreeMap<>(
          Map.of(
              "user",
              Spec.RowOwner.USER,
              "none",
              Spec.RowOwner.NONE,
              Teams.MEMBERS,
              Spec.RowOwner.TEAM,
              "member",
              Spec.RowOwner.MEMBER));

  private final SpecIssueCollector issues;
  private final SymbolTable symbols;
  private final String name;
  private final YamlMappingReader block;
  private final ResourceFields fields;

  private ResourceChecker(
      SpecIssueCollector issues,
      SymbolTable symbols,
      String name,
      YamlMappingReader block,
      ResourceFields fields) {
    this.issues = issues;
    this.symbols = symbols;
    this.name = name;
    this.block = block;
    this.fields = fields;
  }

  /// Checks the name and the fields of a resource. What refers to fields of other resources is checked
  /// when the fields of all are known.
  ///
  /// @return null, after an issue, if the entry is not a mapping
  static @Nullable ResourceChecker open(
      SpecIssueCollector issues, YamlNode.Entry entry, SymbolTable symbols) {
    String name = entry.key();
    NameChecker.resource(issues, entry.position(), name);
    YamlMappingReader block =
        YamlMappingReader.open(
            issues,
            entry.position(),
            entry.value(),
            "resource " + PrintableText.quote(name),
            KEYS,
            List.of());
    if (block == null) {
      return null;
    }
    Spec.RowOwner owner =
        Objects.requireNonNullElse(
            YamlValueReader.choice(issues, block.get("owner"), "owner", OWNERS),
            Spec.RowOwner.USER);
    if (owner.isTeam() && symbols.teamRoles().isEmpty()) {
      issues.add(
          Objects.requireNonNull(block.entry("owner")).position(),
          SpecIssueCode.CONFLICTING_CONSTRAINTS,
          "the rows belong to a team, and the spec has no teams",
          "add teams: { roles: [admin, member], fields: { name: string } }");
    }
    ResourceFields fields =
        ResourceFields.check(
            issues, block.require("fields", "such as fields: { title: string }"), symbols, owner);
    return new ResourceChecker(issues, symbols, name, block, fields);
  }

  String name() {
    return name;
  }

  /// The fields of the resource with their positions.
  ResourceFields fields() {
    return fields;
  }

  /// @param all the fields of every resource, by resource name
  Spec.Resource check(
      Map<String, ResourceFields> all, RenamedFromChecker former, SpecIssueCollector warnings) {
    Spec.IdType id = YamlValueReader.choice(issues, block.get("id"), "id", ID_TYPES);
    AccessChecker granted = new AccessChecker(issues, symbols, name, all);
    YamlNode.Entry rules = block.entry("access");
    Access access = granted.check(block.position(), rules);
    FieldReadChecker readers = new FieldReadChecker(issues, symbols, name, fields, all, granted);
    ResourceFields read = fields.with(readers.check(), access::isReadBy);
    List<Spec.Field> written =
        new CopyChecker(issues, read, all)
            .check(
                new StampChecker(issues, read)
                    .check(new FieldWriteChecker(issues, symbols, name, read, all).check()));
    granted.checkCreatable(access, written, fields);
    granted.checkOwners(written, fields);
    List<Grant> ownerReaders = readers.ofOwner();
    new StampedOwnerChecker(warnings, fields).check(written, access, ownerReaders);
    UnreadableRowChecker.check(
        warnings, rules == null ? block.position() : rules.position(), access, written);
    ResourceFields known = fields.with(written, access::isReadBy);
    FilterChecker filters = new FilterChecker(issues, known);
    SortAndIndexChecker keys = new SortAndIndexChecker(issues, known);
    return new Spec.Resource(
        name,
        YamlValueReader.description(issues, block.get("description")),
        fields.owner(),
        ownerReaders,
        Objects.requireNonNullElse(id, Spec.IdType.UUID),
        written,
        filters.filters(block.get("filters")),
        keys.sort(block.get("sort")),
        limit(block.entry("limit"), access),
        keys.unique(block.get("unique"), access.isShared()),
        keys.indexes(block.get("indexes")),
        access,
        new SearchChecker(issues, known).check(block.entry("search")),
        new CheckConstraintChecker(issues, known).checks(block.get("checks")),
        former.check(block.get("renamed_from"), name));
  }

  private Spec.Limit limit(YamlNode.@Nullable Entry entry, Access access) {
    YamlMappingReader limit =
        entry == null
            ? null
            : YamlMappingReader.open(
                issues,
                entry.position(),
                entry.value(),
                "limit",
                List.of("default", "max"),
                List.of());
    if (limit == null) {
      return Spec.Limit.DEFAULT;
    }
    Integer max =
        YamlValueReader.integer(issues, limit.get("max"), "max", 1, Spec.Limit.MOST_OF_OWNER);
    int most = max == null ? Spec.Limit.DEFAULT.max() : max;
    if (most > Spec.Limit.MOST && access.isShared()) {
      issues.add(
          Objects.requireNonNull(limit.entry("max")).position(),
          SpecIssueCode.CONFLICTING_CONSTRAINTS,
          "max is more than "
              + Spec.Limit.MOST
              + ", and others than the owner may read rows of "
              + PrintableText.quote(name),
          "write at most "
              + Spec.Limit.MOST
              + (fields.owner() == Spec.RowOwner.USER || fields.owner() == Spec.RowOwner.MEMBER
                  ? ", or access: { read: owner }"
                  : ""));
    }
    Integer standard =
        YamlValueReader.integer(
            issues, limit.get("default"), "default", 1, Math.min(most, Spec.Limit.MOST));
    return new Spec.Limit(
        standard == null ? Math.min(Spec.Limit.DEFAULT.defaultLimit(), most) : standard, most);
  }
}
