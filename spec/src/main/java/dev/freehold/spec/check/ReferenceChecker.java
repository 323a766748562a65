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
/// `project_id`.
final class ReferenceChecker {
  private static final String WORD = "ref";
  private static final String SUFFIX = "_id";
  private static final List<String> KEYS = List.of("to", "onDelete");

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
              m.entries().stream().anyMatch(e -> e.key().equals("type") && isRef(e.value()));
          case YamlNode.Sequence _, YamlNode.ErrorNode _ -> false;
        };
    return ref ? column(field.key()) : field.key();
  }

  static String column(String relation) {
    return relation + SUFFIX;
  }

  /// @param at the position of the field's name
  /// @return null, after an issue, if the target is missing or unknown
  static Spec.@Nullable Ref check(
      SpecIssueCollector issues,
      Position at,
      String name,
      YamlMappingReader block,
      SymbolTable symbols) {
    NameChecker.ref(issues, at, name, column(name));
    ConstraintKeyword.checkRef(issues, block);
    Spec.OnDelete onDelete =
        YamlValueReader.choice(issues, block.get("onDelete"), "onDelete", ON_DELETE);
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
        return person(issues, at, name, onDelete);
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
    return new Spec.Ref(name, to, onDelete == null ? Spec.OnDelete.RESTRICT : onDelete);
  }

  /// @return null, after an issue, if the name would be a word of `access`
  private static Spec.@Nullable Ref person(
      SpecIssueCollector issues, Position at, String name, Spec.@Nullable OnDelete onDelete) {
    if (GrantReader.KEYWORDS.contains(name)) {
      issues.add(
          at,
          SpecIssueCode.BAD_NAME,
          "a person cannot be named " + PrintableText.quote(name) + ": it is a word of access",
          "choose another name, such as assignee");
      return null;
    }
    return new Spec.Ref(
        name, Spec.Ref.PEOPLE, onDelete == null ? Spec.OnDelete.RESTRICT : onDelete, true);
  }

  static void reportMissingTarget(SpecIssueCollector issues, Position at, String name) {
    issues.add(
        at,
        SpecIssueCode.MISSING_KEY,
        "ref " + PrintableText.quote(name) + " needs 'to'",
        "such as { type: ref, to: projects }");
  }

  /// The id type of the target resource.
  static FieldType type(Spec.Ref ref, SymbolTable symbols) {
    return FieldType.of(
        !ref.person() && symbols.resources().get(ref.target()) == Spec.IdType.INTEGER
            ? ScalarType.INTEGER_ID
            : ScalarType.UUID);
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
