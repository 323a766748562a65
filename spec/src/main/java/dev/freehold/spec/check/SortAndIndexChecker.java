package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.rule.Rule;
import dev.freehold.rule.RuleCompiler;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.UniqueSet;
import dev.freehold.spec.Spec.UniqueSet.Within;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.Teams;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Checks `sort`, `unique` and `indexes`: lists of field names that become keys of a btree index.
final class SortAndIndexChecker {
  private static final List<String> SET_KEYS = List.of("fields", "within", "where");
  private static final Map<String, Within> WITHIN =
      new TreeMap<>(Map.of("owner", Within.OWNER, Teams.MEMBERS, Within.TEAM, "all", Within.ALL));

  static final String OWNER = "user_id";
  private static final String VIOLATION = "a unique violation";
  private static final int MAX_KEYS = 8;
  private static final int MAX_INDEXES = 20;
  private static final List<Spec.SortKey> STANDARD_SORT =
      List.of(new Spec.SortKey("created_at", true));

  private final SpecIssueCollector issues;
  private final ResourceFields fields;
  private final RowRuleCompiler conditions;
  private final boolean ownedRows;

  SortAndIndexChecker(SpecIssueCollector issues, ResourceFields fields) {
    this.issues = issues;
    this.fields = fields;
    this.conditions = RowRuleCompiler.ofUniqueSets(issues, fields);
    this.ownedRows = fields.isOwned();
  }

  List<Spec.SortKey> sort(@Nullable YamlNode node) {
    if (node == null) {
      return STANDARD_SORT;
    }
    List<Named> keys = new ArrayList<>();
    if (node instanceof YamlNode.Scalar s && s.kind() == YamlNode.ScalarKind.STRING) {
      for (String key : s.text().split(",", -1)) {
        keys.add(new Named(s.position(), key.strip()));
      }
      YamlValueReader.checkCount(issues, node, "sort", keys.size(), 1, MAX_KEYS);
    } else if (node instanceof YamlNode.Sequence) {
      keys = named(YamlValueReader.list(issues, node, "sort", 1, MAX_KEYS));
    } else {
      YamlValueReader.reportWrongKind(
          issues, node, "sort", "field names such as -created_at,title");
    }
    List<Spec.SortKey> result = keys(node.position(), keys, false);
    return result.isEmpty() ? STANDARD_SORT : result;
  }

  List<List<Spec.SortKey>> indexes(@Nullable YamlNode node) {
    List<List<Spec.SortKey>> indexes = new ArrayList<>();
    for (YamlNode index : YamlValueReader.list(issues, node, "indexes", 1, MAX_INDEXES)) {
      List<Named> keys = named(YamlValueReader.list(issues, index, "an index", 1, MAX_KEYS));
      List<Spec.SortKey> result = keys(index.position(), keys, true);
      addDistinct(indexes, result, index.position(), ownedRows && namesOwnerOnly(keys));
    }
    return indexes;
  }

  /// @param node of `unique`
  /// @param shared whether others than the owner may read a row
  List<UniqueSet> unique(@Nullable YamlNode node, boolean shared) {
    if (!shared) {
      for (Spec.Field field : fields.all()) {
        if (field.unique()) {
          checkPrivate(fields.owner().within(), fields.position(field.name()));
        }
      }
    }
    for (Spec.Field field : fields.all()) {
      if (field.unique() && !isWrittenByOwners(List.of(field))) {
        ownerIsKnown(fields.owner().within(), fields.position(field.name()));
      }
    }
    List<UniqueSet> sets = new ArrayList<>();
    for (YamlNode item : YamlValueReader.list(issues, node, "unique", 1, MAX_INDEXES)) {
      Within stated = null;
      Rule condition = null;
      YamlNode set = item;
      if (item instanceof YamlNode.Mapping) {
        YamlMappingReader block =
            YamlMappingReader.open(
                issues, item.position(), item, "a unique set", SET_KEYS, List.of());
        if (block == null) {
          continue;
        }
        set = block.require("fields", "such as fields: [slug]");
        stated = YamlValueReader.choice(issues, block.get("within"), "within", WITHIN);
        YamlNode where = block.get("where");
        condition = condition(where);
        if (where != null && condition == null) {
          continue;
        }
        if (stated == Within.OWNER && !ownedRows) {
          issues.add(
              block.position(),
              SpecIssueCode.CONFLICTING_CONSTRAINTS,
              "a set cannot be unique within the owner: the rows belong to "
                  + (fields.isOfTeam() ? "the team" : "nobody"),
              "write within: " + (fields.isOfTeam() ? "team" : "all") + ", or remove within");
          continue;
        }
        if (stated == Within.TEAM && !fields.isOfTeam()) {
          issues.add(
              block.position(),
              SpecIssueCode.CONFLICTING_CONSTRAINTS,
              "a set cannot be unique within the team: the rows belong to no team",
              "write within: all, or remove within");
          continue;
        }
        if (stated == Within.ALL && fields.isOfTeam()) {
          issues.add(
              block.position(),
              SpecIssueCode.UNIQUE_REVEALS,
              "a set that is unique for all would tell each team which values others have",
              "write within: team, or remove within");
          continue;
        }
        if (stated == Within.ALL && !shared) {
          issues.add(
              block.position(),
              SpecIssueCode.UNIQUE_REVEALS,
              "a set that is unique for all would tell each user which values others have, whose"
                  + " rows only their owners may read",
              "grant read to other users, or write within: owner");
          continue;
        }
      }
      if (set == null) {
        continue;
      }
      Position at = set.position();
      List<Spec.Field> found = new ArrayList<>();
      List<Named> names = named(YamlValueReader.list(issues, set, "a unique set", 1, MAX_KEYS));
      for (Named name : distinct(names)) {
        if (!isOwner(name.text)) {
          Spec.Field field = fields.find(issues, name.position, name.text, false);
          if (field != null) {
            found.add(field);
          }
        }
      }
      Within within = within(names, stated, at);
      if (within == Within.OWNER && isWrittenByOwners(found)) {
        found.forEach(f -> IndexKeyChecker.checkHidden(issues, at, f, VIOLATION));
        IndexKeyChecker.checkKey(issues, at, found);
      } else {
        IndexKeyChecker.checkUnique(issues, at, found, f -> fields.isLimited(f.name()));
        ownerIsKnown(within, at);
      }
      if (within != null && (shared || checkPrivate(within, at))) {
        add(
            sets,
            names,
            new UniqueSet(found.stream().map(Spec.Field::name).toList(), within, condition),
            set);
      }
    }
    return sets;
  }

  /// Reports a key that would tell a member of a team which values others have, although only the
  /// owner of a row may read it.
  private boolean checkPrivate(Within within, Position position) {
    if (within != Within.TEAM || !ownedRows) {
      return true;
    }
    issues.add(
        position,
        SpecIssueCode.UNIQUE_REVEALS,
        "a key that is unique within the team would tell each member which values others have,"
            + " whose rows only their owners may read",
        "grant read to other members, or write unique: [{ fields: [...], within: owner }] for the"
            + " resource");
    return false;
  }

  /// Whether the owner alone can meet a conflict in a set of rows of one owner, and may read its fields.
  private boolean isWrittenByOwners(List<Spec.Field> set) {
    return set.stream()
        .allMatch(
            field ->
                (!fields.isLimited(field.name()) || field.readers().contains(new Grant.Owner()))
                    && (field.readonly()
                        || (!field.writers().isEmpty()
                            && field.writers().stream()
                                .allMatch(writer -> writer.subject() instanceof Grant.Owner))));
  }

  /// Reports a set that would tell other writers which rows have the same owner.
  private void ownerIsKnown(@Nullable Within within, Position at) {
    if (within == Within.OWNER && fields.isLimited(OWNER)) {
      issues.add(
          at,
          SpecIssueCode.LIMITED_FIELD,
          VIOLATION + " would tell which rows have the same owner, whom not everyone may read",
          "let the owner alone write its fields: write: owner");
    }
  }

  /// A set with `user_id` is unique within the owner.
  ///
  /// @param stated null for the default
  /// @return null after an issue
  private @Nullable Within within(List<Named> names, @Nullable Within stated, Position position) {
    if (names.stream().noneMatch(n -> isOwner(n.field()))) {
      return Objects.requireNonNullElse(stated, fields.owner().within());
    }
    if (stated == null || stated == Within.OWNER) {
      return Within.OWNER;
    }
    issues.add(
        position,
        SpecIssueCode.CONFLICTING_CONSTRAINTS,
        "a set with user_id is unique within the owner",
        "remove within: " + (stated == Within.ALL ? "all" : Teams.MEMBERS) + ", or user_id");
    return null;
  }

  /// The condition of a set; null if there is none, or after an issue.
  private @Nullable Rule condition(@Nullable YamlNode node) {
    String text = YamlValueReader.text(issues, node, "where", RuleCompiler.MAX_LENGTH);
    return node == null || text == null ? null : conditions.compile(node, text, null);
  }

  private void add(List<UniqueSet> sets, List<Named> names, UniqueSet set, YamlNode node) {
    if (sets.contains(set)) {
      issues.add(
          node.position(),
          SpecIssueCode.REPEATED_VALUE,
          "the same list of fields occurs twice",
          "remove one of them");
    } else if (!set.fields().isEmpty() || namesOwnerOnly(names)) {
      sets.add(set);
    }
  }

  private <T> void addDistinct(
      List<List<T>> all, List<T> keys, Position position, boolean ownerOnly) {
    if (ownerOnly) {
      issues.add(
          position,
          SpecIssueCode.TOO_FEW,
          "the key names no field besides the owner",
          "add a field; the owner is always part of the key");
    } else if (all.contains(keys)) {
      issues.add(
          position,
          SpecIssueCode.REPEATED_VALUE,
          "the same list of fields occurs twice",
          "remove one of them");
    } else if (!keys.isEmpty()) {
      all.add(keys);
    }
  }

  private static boolean namesOwnerOnly(List<Named> names) {
    return !names.isEmpty() && names.stream().allMatch(n -> n.field().equals(OWNER));
  }

  private record Named(Position position, String text) {
    String field() {
      return text.startsWith("-") ? text.substring(1) : text;
    }
  }

  private List<Named> named(List<YamlNode> nodes) {
    List<Named> names = new ArrayList<>();
    for (YamlNode node : nodes) {
      String text = YamlValueReader.text(issues, node, "a field name", 200);
      if (text != null) {
        names.add(new Named(node.position(), text));
      }
    }
    return names;
  }

  private List<Named> distinct(List<Named> names) {
    Set<String> seen = new HashSet<>();
    List<Named> distinct = new ArrayList<>();
    for (Named name : names) {
      if (seen.add(name.field())) {
        distinct.add(name);
      } else {
        issues.add(
            name.position,
            SpecIssueCode.REPEATED_VALUE,
            "field " + PrintableText.quote(name.field()) + " is listed twice",
            "remove one of them");
      }
    }
    return distinct;
  }

  /// Whether the name is that of the owner column, which a key has without being named. Rows that
  /// belong to nobody do not have the column.
  private boolean isOwner(String name) {
    return ownedRows && name.equals(OWNER);
  }

  /// @param index whether the key is that of an index; it then starts with the owner, named or not
  private List<Spec.SortKey> keys(Position position, List<Named> names, boolean index) {
    List<Spec.Field> found = new ArrayList<>();
    List<Spec.SortKey> keys = new ArrayList<>();
    for (Named name : distinct(names)) {
      if (index && isOwner(name.field())) {
        continue;
      }
      Spec.Field field = fields.find(issues, name.position, name.field(), true);
      if (field == null) {
        continue;
      }
      IndexKeyChecker.checkDisclosure(
          issues,
          name.position,
          field,
          fields.isLimited(field.name()),
          index ? "a filter or sort order that uses the index" : "the sort order");
      IndexKeyChecker.checkSortable(issues, name.position, field);
      found.add(field);
      keys.add(new Spec.SortKey(field.name(), name.text.startsWith("-")));
    }
    IndexKeyChecker.checkSize(issues, position, found);
    return keys;
  }
}
