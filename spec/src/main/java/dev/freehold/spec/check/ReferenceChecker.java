package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.check.FieldConstraintsChecker.ConstraintKeyword;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks a reference: `project: { type: ref, to: projects }`. Its column and its JSON key are
/// `project_id`. Those of a list, `tags: { type: ref, to: tags, many: true }`, are its own name.
final class ReferenceChecker {
  private static final String WORD = "ref";
  private static final String SUFFIX = "_id";
  private static final String MANY = "many";
  private static final String MAX = "max";
  private static final String LEAVE = "leave";
  private static final List<String> KEYS =
      List.of("to", "onDelete", MANY, MAX, LEAVE, PersonRolesChecker.KEY);

  private static final Map<String, Spec.OnDelete> ON_DELETE =
      new TreeMap<>(
          Map.of(
              "restrict",
              Spec.OnDelete.RESTRICT,
              "cascade",
              Spec.OnDelete.CASCADE,
              "setNull",
              Spec.OnDelete.SET_NULL));

  private ReferenceChecker() {}

  /// @param node the value of `type`
  static boolean isRef(@Nullable YamlNode node) {
    return node instanceof YamlNode.Scalar s && s.text().equals(WORD);
  }

  /// The column of a field: `project_id` for the reference `project`.
  static String column(YamlNode.Entry field) {
    boolean ref =
        switch (field.value()) {
          case YamlNode.Scalar s -> isRef(s);
          case YamlNode.Mapping m ->
              m.entries().stream().anyMatch(e -> e.key().equals("type") && isRef(e.value()))
                  && m.entries().stream().noneMatch(ReferenceChecker::saysMany);
          case YamlNode.Sequence _, YamlNode.ErrorNode _ -> false;
        };
    return ref ? column(field.key()) : field.key();
  }

  static String column(String relation) {
    return relation + SUFFIX;
  }

  /// The column of a reference.
  static String column(Spec.Ref ref) {
    return ref.many() ? ref.relation() : column(ref.relation());
  }

  private static boolean saysMany(YamlNode.Entry entry) {
    return entry.key().equals(MANY)
        && entry.value() instanceof YamlNode.Scalar s
        && s.kind() == YamlNode.ScalarKind.BOOLEAN
        && s.text().equalsIgnoreCase("true");
  }

  /// @param at the position of the field's name
  /// @param owner to whom the rows with the reference belong
  /// @return null, after an issue, if the target is missing or unknown
  static Spec.@Nullable Ref check(
      SpecIssueCollector issues,
      Position at,
      String name,
      YamlMappingReader block,
      SymbolTable symbols,
      Spec.RowOwner owner) {
    int max = max(issues, block);
    if (max == 0) {
      NameChecker.ref(issues, at, name, column(name));
    } else {
      reportKeysOfOne(issues, block);
    }
    ConstraintKeyword.checkRef(issues, block);
    Spec.OnDelete said =
        YamlValueReader.choice(issues, block.get("onDelete"), "onDelete", ON_DELETE);
    Spec.OnDelete onDelete =
        max > 0 ? Spec.OnDelete.CASCADE : said == null ? Spec.OnDelete.RESTRICT : said;
    YamlNode node = block.get("to");
    if (node == null) {
      reportMissingTarget(issues, at, name);
      return null;
    }
    String to = YamlValueReader.text(issues, node, "to", 200);
    if (to == null) {
      return null;
    }
    if (!symbols.resources().containsKey(to)) {
      if (to.equals(Spec.Ref.PEOPLE)) {
        List<String> roles = PersonRolesChecker.check(issues, block, symbols, owner);
        return person(issues, at, name, onDelete, max, leave(issues, block, max > 0), roles);
      }
      issues.add(
          node.position(),
          SpecIssueCode.UNKNOWN_RESOURCE,
          "there is no resource " + PrintableText.quote(to),
          SpellingSuggestion.hint(
              to,
              Stream.concat(symbols.resources().keySet().stream(), Stream.of(Spec.Ref.PEOPLE))
                  .toList()));
      return null;
    }
    leave(issues, block, false);
    PersonRolesChecker.reportMisplaced(issues, block);
    return new Spec.Ref(name, to, onDelete, false, max, false, List.of());
  }

  /// The most ids of a list; 0 for a reference to one row.
  private static int max(SpecIssueCollector issues, YamlMappingReader block) {
    boolean many = YamlValueReader.flag(issues, block.get(MANY), MANY);
    YamlNode.Entry entry = block.entry(MAX);
    if (!many && entry != null) {
      issues.add(
          entry.position(),
          SpecIssueCode.CONFLICTING_CONSTRAINTS,
          "'max' applies to a list of references",
          "add many: true, or remove max");
    }
    if (!many) {
      return 0;
    }
    Integer max = YamlValueReader.integer(issues, block.get(MAX), MAX, 1, FieldType.MAX_ITEMS);
    return max == null ? Spec.Ref.STANDARD_MAX : max;
  }

  /// Whether an account may take itself off the list.
  ///
  /// @param list whether the field is a list of people
  private static boolean leave(SpecIssueCollector issues, YamlMappingReader block, boolean list) {
    YamlNode.Entry entry = block.entry(LEAVE);
    if (entry != null && !list) {
      issues.add(
          entry.position(),
          SpecIssueCode.CONFLICTING_CONSTRAINTS,
          "'leave' applies to a list of people",
          "write to: people and many: true, or remove leave");
    }
    return YamlValueReader.flag(issues, block.get(LEAVE), LEAVE) && list;
  }

  /// Reports the keys of a list that apply to a reference to one row.
  private static void reportKeysOfOne(SpecIssueCollector issues, YamlMappingReader block) {
    for (String key : List.of("onDelete", "required", "unique", "renamed_from", "read")) {
      YamlNode.Entry entry = block.entry(key);
      if (entry != null) {
        issues.add(
            entry.position(),
            SpecIssueCode.CONFLICTING_CONSTRAINTS,
            PrintableText.quote(key) + " does not apply to a list of references",
            switch (key) {
              case "onDelete" -> "remove it: an id leaves the list when its row is deleted";
              case "required" -> "remove it: a list is never null, and may be empty";
              case "renamed_from" -> "add a new list, and copy the ids with requests";
              default -> "remove it";
            });
      }
    }
  }

  /// @return null, after an issue, if the name would be a word of `access`
  private static Spec.@Nullable Ref person(
      SpecIssueCollector issues,
      Position at,
      String name,
      Spec.OnDelete onDelete,
      int max,
      boolean leave,
      List<String> roles) {
    if (GrantReader.KEYWORDS.contains(name)) {
      issues.add(
          at,
          SpecIssueCode.BAD_NAME,
          "a person cannot be named " + PrintableText.quote(name) + ": it is a word of access",
          "choose another name, such as assignee");
      return null;
    }
    return new Spec.Ref(name, Spec.Ref.PEOPLE, onDelete, true, max, leave, roles);
  }

  static void reportMissingTarget(SpecIssueCollector issues, Position at, String name) {
    issues.add(
        at,
        SpecIssueCode.MISSING_KEY,
        "ref " + PrintableText.quote(name) + " needs 'to'",
        "such as { type: ref, to: projects }");
  }

  /// The id type of the target resource; of a list, an array of it.
  static FieldType type(Spec.Ref ref, SymbolTable symbols) {
    return new FieldType(
        !ref.person() && symbols.resources().get(ref.target()) == Spec.IdType.INTEGER
            ? ScalarType.INTEGER_ID
            : ScalarType.UUID,
        ref.many());
  }

  /// Reports reference keys in a field that is not a reference.
  static void reportMisplacedKeys(
      SpecIssueCollector issues, YamlMappingReader block, FieldType type) {
    for (String key : KEYS) {
      YamlNode.Entry entry = block.entry(key);
      if (entry != null) {
        issues.add(
            entry.position(),
            SpecIssueCode.WRONG_TYPE_FOR_CONSTRAINT,
            "'" + key + "' does not apply to type " + type.keyword(),
            "it applies to ref");
      }
    }
  }
}
