package dev.freehold.spec.field;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Place;
import dev.freehold.spec.Spec;
import dev.freehold.spec.value.Block;
import dev.freehold.spec.value.Hint;
import dev.freehold.spec.value.Literal;
import dev.freehold.spec.value.TypeWord;
import dev.freehold.spec.value.Values;
import dev.freehold.spec.yaml.Node;
import dev.freehold.type.FieldType;
import dev.freehold.type.Parsed;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One field: a type, or a mapping that has one.
final class FieldChecker {
  private static final List<String> KEYS =
      List.of(
          "type",
          "description",
          "required",
          "unique",
          "default",
          "minLength",
          "maxLength",
          "minimum",
          "maximum",
          "pattern",
          "values",
          "readonly",
          "writeOnce",
          "hidden",
          "trim",
          "stripHtml",
          "lowercase",
          "to",
          "onDelete",
          "read",
          "write",
          "renamed_from");

  private final Issues issues;
  private final Known known;
  private final FormerNames former;
  private final Place at;
  private final String name;

  private FieldChecker(Issues issues, Known known, FormerNames former, Node.Entry entry) {
    this.issues = issues;
    this.known = known;
    this.former = former;
    this.at = entry.place();
    this.name = entry.key();
  }

  /// @return null where the type is unknown, after an issue. A field with other faults comes back,
  ///   so that what names it can be checked too
  static Spec.@Nullable Field check(
      Issues issues, Known known, FormerNames former, Node.Entry entry) {
    NameChecker.field(issues, entry.place(), entry.key());
    FieldChecker checker = new FieldChecker(issues, known, former, entry);
    return entry.value() instanceof Node.Scalar word
        ? checker.bare(word)
        : checker.field(entry.value());
  }

  private Spec.@Nullable Field bare(Node.Scalar word) {
    if (RefChecker.isRef(word)) {
      RefChecker.needsTarget(issues, at, name);
      return null;
    }
    FieldType type = TypeWord.read(issues, word);
    if (type != null && type.scalar() == Scalar.ENUM) {
      issues.add(
          at,
          IssueCode.MISSING_KEY,
          "enum " + Issues.quote(name) + " needs 'values'",
          "such as { type: enum, values: [low, high] }");
    }
    return type == null
        ? null
        : new Spec.Field(
            name, null, type, RulesChecker.standard(type), false, false, false, false, false, null);
  }

  private Spec.@Nullable Field field(Node node) {
    Block block = Block.open(issues, at, node, "field " + Issues.quote(name), KEYS, List.of());
    if (block == null) {
      return null;
    }
    FieldRoles roles = FieldRoles.check(issues, block, known);
    String description = Values.description(issues, block.get("description"));
    Node type = block.require("type", "such as type: string");
    Spec.Field field =
        RefChecker.isRef(type)
            ? reference(block, description, roles)
            : value(block, type, description, roles);
    if (field != null) {
      ConflictChecker.check(issues, at, block, field);
    }
    return field;
  }

  private Spec.@Nullable Field reference(
      Block block, @Nullable String description, FieldRoles roles) {
    Spec.Ref ref = RefChecker.check(issues, at, name, block, known);
    return ref == null
        ? null
        : new Spec.Field(
            RefChecker.column(name),
            description,
            RefChecker.type(ref, known),
            Rules.NONE,
            flag(block, "required"),
            flag(block, "unique"),
            flag(block, "readonly"),
            flag(block, "writeOnce"),
            false,
            null,
            ref,
            roles.readers(),
            roles.writers(),
            former.checkReference(block.get("renamed_from"), RefChecker.column(name)));
  }

  private Spec.@Nullable Field value(
      Block block, @Nullable Node typeNode, @Nullable String description, FieldRoles roles) {
    FieldType type = typeNode == null ? null : TypeWord.read(issues, typeNode);
    if (type == null) {
      return null;
    }
    RefChecker.refuse(issues, block, type);
    Rules rules = RulesChecker.check(issues, at, name, block, type);
    return new Spec.Field(
        name,
        description,
        type,
        rules,
        flag(block, "required"),
        flag(block, "unique"),
        flag(block, "readonly"),
        flag(block, "writeOnce"),
        flag(block, "hidden"),
        defaultValue(block.get("default"), type, rules),
        null,
        roles.readers(),
        roles.writers(),
        former.check(block.get("renamed_from"), name));
  }

  private boolean flag(Block block, String key) {
    return Values.flag(issues, block.get(key), key);
  }

  private @Nullable Object defaultValue(@Nullable Node node, FieldType type, Rules rules) {
    // Rules that are at fault themselves would make a good default look bad.
    if (node == null || node instanceof Node.Faulty || !isUsable(type, rules)) {
      return null;
    }
    if (!type.array()) {
      return element(node, type, rules);
    }
    List<Object> values = new ArrayList<>();
    for (Node item : Values.list(issues, node, "the default", 0, FieldType.MAX_ITEMS)) {
      Object value = item instanceof Node.Faulty ? null : element(item, type, rules);
      if (value != null) {
        values.add(value);
      }
    }
    return List.copyOf(values);
  }

  private static boolean isUsable(FieldType type, Rules rules) {
    return type.scalar() != Scalar.ENUM || !rules.values().isEmpty();
  }

  private @Nullable Object element(Node node, FieldType type, Rules rules) {
    return switch (Literal.read(type.scalar(), rules, node)) {
      case Parsed.Ok ok -> ok.value();
      case Parsed.Bad bad -> {
        issues.add(
            node.place(),
            IssueCode.BAD_DEFAULT,
            "the default of " + Issues.quote(name) + " " + bad.message(),
            node instanceof Node.Scalar s ? Hint.of(s.text(), rules.values()) : null);
        yield null;
      }
    };
  }
}
