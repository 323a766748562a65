package dev.freehold.spec.check;

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
          "lowercase");

  private static final List<String> LATER =
      List.of("renamed_from", "to", "onDelete", "access", "search");

  private final Issues issues;
  private final Place at;
  private final String name;

  private FieldChecker(Issues issues, Node.Entry entry) {
    this.issues = issues;
    this.at = entry.place();
    this.name = entry.key();
  }

  /// @return null where the type is unknown, after an issue. A field with other faults comes back,
  ///   so that what names it can be checked too
  static Spec.@Nullable Field check(Issues issues, Node.Entry entry) {
    NameChecker.field(issues, entry.place(), entry.key());
    return new FieldChecker(issues, entry).field(entry.value());
  }

  private Spec.@Nullable Field field(Node node) {
    if (node instanceof Node.Scalar) {
      FieldType type = TypeWord.read(issues, node);
      if (type != null && type.scalar() == dev.freehold.type.Scalar.ENUM) {
        issues.add(
            at,
            IssueCode.MISSING_KEY,
            "enum " + Issues.quote(name) + " needs 'values'",
            "such as { type: enum, values: [low, high] }");
      }
      return type == null
          ? null
          : new Spec.Field(
              name,
              null,
              type,
              RulesChecker.standard(type),
              false,
              false,
              false,
              false,
              false,
              null);
    }
    Block block = Block.open(issues, at, node, "field " + Issues.quote(name), KEYS, LATER);
    if (block == null) {
      return null;
    }
    String description =
        Values.text(issues, block.get("description"), "description", SpecChecker.MAX_DESCRIPTION);
    Node typeNode = block.require("type", "such as type: string");
    FieldType type = typeNode == null ? null : TypeWord.read(issues, typeNode);
    if (type == null) {
      return null;
    }
    Rules rules = RulesChecker.check(issues, at, name, block, type);
    Spec.Field field =
        new Spec.Field(
            name,
            description,
            type,
            rules,
            flag(block, "required"),
            flag(block, "unique"),
            flag(block, "readonly"),
            flag(block, "writeOnce"),
            flag(block, "hidden"),
            defaultValue(block.get("default"), type, rules));
    conflicts(block, field);
    return field;
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
    return type.scalar() != dev.freehold.type.Scalar.ENUM || !rules.values().isEmpty();
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

  private void conflicts(Block block, Spec.Field field) {
    boolean hasDefault = block.get("default") != null;
    if (field.unique() && hasDefault) {
      conflict(
          block,
          "unique",
          "a unique field with a default allows one row that leaves it out",
          "drop one of the two");
    }
    if (field.required() && field.readonly() && !hasDefault) {
      conflict(
          block,
          "required",
          "no row could ever be made: " + Issues.quote(name) + " is required, and readonly",
          "give it a default, or drop one of the two");
    }
    if (field.readonly() && field.writeOnce()) {
      conflict(block, "writeOnce", "a readonly field is never written", "drop one of the two");
    }
    if (field.readonly() && field.hidden()) {
      conflict(
          block, "hidden", "a readonly field that is hidden serves nobody", "drop one of the two");
    }
    if (field.unique()) {
      KeyChecker.unique(issues, place(block, "unique"), List.of(field));
    }
  }

  private void conflict(Block block, String key, String message, String hint) {
    issues.add(place(block, key), IssueCode.CONFLICTING_CONSTRAINTS, message, hint);
  }

  private Place place(Block block, String key) {
    Node.Entry entry = block.entry(key);
    return entry == null ? at : entry.place();
  }
}
