package dev.freehold.spec.field;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Place;
import dev.freehold.spec.Spec;
import dev.freehold.spec.value.Block;
import dev.freehold.spec.value.Hint;
import dev.freehold.spec.value.Values;
import dev.freehold.spec.yaml.Node;
import dev.freehold.type.FieldType;
import dev.freehold.type.Scalar;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A field that points at a row: `project: { type: ref, to: projects }`. Its column and its key in JSON are `project_id`.
final class RefChecker {
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

  private RefChecker() {}

  /// @param node the value of `type`
  static boolean isRef(@Nullable Node node) {
    return node instanceof Node.Scalar s && s.text().equals(WORD);
  }

  /// The column of a field: `project_id` where it is a reference.
  static String column(Node.Entry field) {
    boolean ref =
        switch (field.value()) {
          case Node.Scalar s -> isRef(s);
          case Node.Mapping m ->
              m.entries().stream().anyMatch(e -> e.key().equals("type") && isRef(e.value()));
          case Node.Sequence _, Node.Faulty _ -> false;
        };
    return ref ? column(field.key()) : field.key();
  }

  static String column(String relation) {
    return relation + SUFFIX;
  }

  /// @param at of the field's name
  /// @return null, after an issue, where it points nowhere
  static Spec.@Nullable Ref check(Issues issues, Place at, String name, Block block, Known known) {
    NameChecker.ref(issues, at, name, column(name));
    Constraint.checkRef(issues, block);
    Spec.OnDelete onDelete = Values.choice(issues, block.get("onDelete"), "onDelete", ON_DELETE);
    Node node = block.get("to");
    if (node == null) {
      needsTarget(issues, at, name);
      return null;
    }
    String to = Values.text(issues, node, "to", 200);
    if (to == null) {
      return null;
    }
    if (!known.resources().containsKey(to)) {
      issues.add(
          node.place(),
          IssueCode.UNKNOWN_RESOURCE,
          "there is no resource " + Issues.quote(to),
          Hint.of(to, known.resources().keySet()));
      return null;
    }
    return new Spec.Ref(name, to, onDelete == null ? Spec.OnDelete.RESTRICT : onDelete);
  }

  static void needsTarget(Issues issues, Place at, String name) {
    issues.add(
        at,
        IssueCode.MISSING_KEY,
        "ref " + Issues.quote(name) + " needs 'to'",
        "such as { type: ref, to: projects }");
  }

  /// The type of the ids of what it points at.
  static FieldType type(Spec.Ref ref, Known known) {
    return FieldType.of(
        known.resources().get(ref.to()) == Spec.IdType.INTEGER ? Scalar.BIGINT : Scalar.UUID);
  }

  /// Reports the keys of a reference in a field that is none.
  static void refuse(Issues issues, Block block, FieldType type) {
    for (String key : KEYS) {
      Node.Entry entry = block.entry(key);
      if (entry != null) {
        issues.add(
            entry.place(),
            IssueCode.WRONG_TYPE_FOR_CONSTRAINT,
            "'" + key + "' means nothing for type " + type.word(),
            "it is for ref");
      }
    }
  }
}
