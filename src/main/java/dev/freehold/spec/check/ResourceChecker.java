package dev.freehold.spec.check;

import dev.freehold.spec.Access;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Spec;
import dev.freehold.spec.field.Fields;
import dev.freehold.spec.field.FormerNames;
import dev.freehold.spec.field.Known;
import dev.freehold.spec.field.NameChecker;
import dev.freehold.spec.value.Block;
import dev.freehold.spec.value.Values;
import dev.freehold.spec.yaml.Node;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One resource.
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

  /// Rows on a page; more costs more than a second page does.
  private static final int MAX_PAGE = 100;

  private ResourceChecker() {}

  /// @param fields of the resource, and where they are written
  record Checked(Spec.Resource resource, Fields fields) {}

  /// @return null, after an issue, where the entry is no resource at all
  static @Nullable Checked check(Issues issues, Node.Entry entry, Known known, FormerNames former) {
    String name = entry.key();
    NameChecker.resource(issues, entry.place(), name);
    Block block =
        Block.open(
            issues,
            entry.place(),
            entry.value(),
            "resource " + Issues.quote(name),
            KEYS,
            List.of());
    if (block == null) {
      return null;
    }
    Values.choice(issues, block.get("owner"), "owner", Map.of("user", true));
    Spec.IdType id = Values.choice(issues, block.get("id"), "id", ID_TYPES);
    Fields fields =
        Fields.check(issues, block.require("fields", "such as fields: { title: string }"), known);
    FilterChecker filters = new FilterChecker(issues, fields);
    KeyChecker keys = new KeyChecker(issues, fields);
    AccessChecker granted = new AccessChecker(issues, known);
    Access access = granted.check(block.entry("access"));
    granted.makeable(access, fields);
    return new Checked(
        new Spec.Resource(
            name,
            Values.description(issues, block.get("description")),
            Objects.requireNonNullElse(id, Spec.IdType.UUID),
            fields.all(),
            filters.filters(block.get("filters")),
            keys.sort(block.get("sort")),
            limit(issues, block.entry("limit")),
            keys.unique(block.get("unique")),
            keys.indexes(block.get("indexes")),
            access,
            new SearchChecker(issues, fields).check(block.entry("search")),
            new RowCheckChecker(issues, fields).checks(block.get("checks")),
            former.check(block.get("renamed_from"), name)),
        fields);
  }

  private static Spec.Limit limit(Issues issues, Node.@Nullable Entry entry) {
    Block block =
        entry == null
            ? null
            : Block.open(
                issues,
                entry.place(),
                entry.value(),
                "limit",
                List.of("default", "max"),
                List.of());
    if (block == null) {
      return Spec.Limit.DEFAULT;
    }
    Integer max = Values.whole(issues, block.get("max"), "max", 1, MAX_PAGE);
    int most = max == null ? Spec.Limit.DEFAULT.max() : max;
    Integer standard = Values.whole(issues, block.get("default"), "default", 1, most);
    return new Spec.Limit(
        standard == null ? Math.min(Spec.Limit.DEFAULT.standard(), most) : standard, most);
  }
}
