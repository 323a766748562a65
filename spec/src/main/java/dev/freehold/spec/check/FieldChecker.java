package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.ValueResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks one field: a type word, or a mapping with `type`.
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
          "moves",
          "stamp",
          "copy",
          "readonly",
          "writeOnce",
          "hidden",
          "trim",
          "stripHtml",
          "lowercase",
          "normalize",
          "to",
          "onDelete",
          "many",
          "max",
          "leave",
          "role",
          "read",
          "write",
          "renamed_from");

  private final SpecIssueCollector issues;
  private final SymbolTable symbols;
  private final Spec.RowOwner owner;
  private final RenamedFromChecker former;
  private final Position at;
  private final String name;

  private FieldChecker(
      SpecIssueCollector issues,
      SymbolTable symbols,
      Spec.RowOwner owner,
      RenamedFromChecker former,
      YamlNode.Entry entry) {
    this.issues = issues;
    this.symbols = symbols;
    this.owner = owner;
    this.former = former;
    this.at = entry.position();
    this.name = entry.key();
  }

  /// @param owner to whom the rows with the field belong
  /// @return null, after an issue, if the type is unknown. A field with other errors is returned,
  ///   so that references to it can be checked
  static Spec.@Nullable Field check(
      SpecIssueCollector issues,
      SymbolTable symbols,
      Spec.RowOwner owner,
      RenamedFromChecker former,
      YamlNode.Entry entry) {
    NameChecker.field(issues, entry.position(), entry.key());
    FieldChecker checker = new FieldChecker(issues, symbols, owner, former, entry);
    return entry.value() instanceof YamlNode.Scalar word
        ? checker.bare(word)
        : checker.field(entry.value());
  }

  private Spec.@Nullable Field bare(YamlNode.Scalar word) {
    if (ReferenceChecker.isRef(word)) {
      ReferenceChecker.reportMissingTarget(issues, at, name);
      return null;
    }
    FieldType type = FieldTypeReader.read(issues, word);
    if (type != null && type.scalar() == ScalarType.ENUM) {
      issues.add(
          at,
          SpecIssueCode.MISSING_KEY,
          "enum " + PrintableText.quote(name) + " needs 'values'",
          "such as { type: enum, values: [low, high] }");
    }
    return type == null
        ? null
        : Spec.Field.builder(name, type)
            .constraints(FieldConstraintsChecker.defaults(type))
            .build();
  }

  private Spec.@Nullable Field field(YamlNode node) {
    YamlMappingReader block =
        YamlMappingReader.open(
            issues, at, node, "field " + PrintableText.quote(name), KEYS, List.of());
    if (block == null) {
      return null;
    }
    String description = YamlValueReader.description(issues, block.get("description"));
    YamlNode type = block.require("type", "such as type: string");
    Spec.Field field =
        ReferenceChecker.isRef(type)
            ? reference(block, description)
            : value(block, type, description);
    if (field != null) {
      ConflictChecker.check(issues, at, block, field);
    }
    return field;
  }

  private Spec.@Nullable Field reference(YamlMappingReader block, @Nullable String description) {
    Spec.Ref ref = ReferenceChecker.check(issues, at, name, block, symbols, owner);
    if (ref == null) {
      return null;
    }
    Spec.Field.Builder field =
        Spec.Field.builder(ReferenceChecker.column(ref), ReferenceChecker.type(ref, symbols));
    if (ref.many()) {
      field.required(true).defaultValue(List.of());
    } else {
      field
          .required(flag(block, "required"))
          .unique(flag(block, "unique"))
          .renamedFrom(
              former.checkReference(block.get("renamed_from"), ReferenceChecker.column(name)));
    }
    return field
        .description(description)
        .readonly(flag(block, "readonly") || isStamped(block))
        .writeOnce(flag(block, "writeOnce"))
        .ref(ref)
        .build();
  }

  private Spec.@Nullable Field value(
      YamlMappingReader block, @Nullable YamlNode typeNode, @Nullable String description) {
    FieldType type = typeNode == null ? null : FieldTypeReader.read(issues, typeNode);
    if (type == null) {
      return null;
    }
    ReferenceChecker.reportMisplacedKeys(issues, block, type);
    FieldConstraints rules = FieldConstraintsChecker.check(issues, at, name, block, type);
    boolean required = flag(block, "required");
    return Spec.Field.builder(name, type)
        .description(description)
        .constraints(rules)
        .required(required)
        .unique(flag(block, "unique"))
        .readonly(flag(block, "readonly") || isStamped(block) || isCopied(block))
        .writeOnce(flag(block, "writeOnce"))
        .hidden(flag(block, "hidden"))
        .defaultValue(defaultValue(block.get("default"), type, rules))
        .renamedFrom(former.check(block.get("renamed_from"), name))
        .build();
  }

  /// Whether the server sets the field under a condition.
  private static boolean isStamped(YamlMappingReader block) {
    return block.get("stamp") != null;
  }

  /// Whether the server takes the value from a related row.
  private static boolean isCopied(YamlMappingReader block) {
    return block.get("copy") != null;
  }

  private boolean flag(YamlMappingReader block, String key) {
    return YamlValueReader.flag(issues, block.get(key), key);
  }

  private @Nullable Object defaultValue(
      @Nullable YamlNode node, FieldType type, FieldConstraints rules) {
    // Invalid constraints would report errors for a valid default.
    if (node == null || node instanceof YamlNode.ErrorNode || !isUsable(type, rules)) {
      return null;
    }
    if (!type.array()) {
      return element(node, type, rules);
    }
    List<Object> values = new ArrayList<>();
    for (YamlNode item :
        YamlValueReader.list(issues, node, "the default", 0, FieldType.MAX_ITEMS)) {
      Object value = item instanceof YamlNode.ErrorNode ? null : element(item, type, rules);
      if (value != null) {
        values.add(value);
      }
    }
    return List.copyOf(values);
  }

  private static boolean isUsable(FieldType type, FieldConstraints rules) {
    return type.scalar() != ScalarType.ENUM || !rules.values().isEmpty();
  }

  private @Nullable Object element(YamlNode node, FieldType type, FieldConstraints rules) {
    return switch (FieldValueReader.read(type.scalar(), rules, node)) {
      case ValueResult.Valid ok -> ok.value();
      case ValueResult.Invalid invalid -> {
        issues.add(
            node.position(),
            SpecIssueCode.BAD_DEFAULT,
            "the default of " + PrintableText.quote(name) + " " + invalid.message(),
            node instanceof YamlNode.Scalar s
                ? SpellingSuggestion.hint(s.text(), rules.values())
                : null);
        yield null;
      }
    };
  }

  /// Reports keys of a field that exclude each other.
  static final class ConflictChecker {
    private final SpecIssueCollector issues;
    private final Position at;
    private final YamlMappingReader block;

    private ConflictChecker(SpecIssueCollector issues, Position at, YamlMappingReader block) {
      this.issues = issues;
      this.at = at;
      this.block = block;
    }

    /// @param at the position of the field's name
    static void check(
        SpecIssueCollector issues, Position at, YamlMappingReader block, Spec.Field field) {
      ConflictChecker checker = new ConflictChecker(issues, at, block);
      checker.neverRead(field);
      if (isStamped(block)) {
        checker.neverStamped(field);
      } else if (isCopied(block)) {
        checker.neverCopied(field);
      } else {
        checker.neverMade(field);
        checker.neverWritten(field);
        checker.neverMoved(field);
      }
      if (field.unique()) {
        IndexKeyChecker.checkUnique(
            issues, checker.place("unique"), List.of(field), _ -> block.get("read") != null);
      }
    }

    private void neverMade(Spec.Field field) {
      boolean hasDefault = block.get("default") != null;
      if (field.unique() && hasDefault) {
        conflict(
            "unique",
            "a unique field cannot have a default: only one row could use it",
            "remove unique or default");
      }
      if (field.required() && field.readonly() && field.defaultValue() == null && !hasDefault) {
        conflict(
            "required",
            "no row can be created: "
                + PrintableText.quote(field.name())
                + " is required and readonly",
            field.ref() == null
                ? "add a default, or remove required or readonly"
                : "remove required or readonly");
      }
      Spec.Ref ref = field.ref();
      if (ref != null && field.required() && ref.onDelete() == Spec.OnDelete.SET_NULL) {
        conflict(
            "onDelete",
            "onDelete cannot be setNull: the reference is required",
            "write restrict or cascade, or remove required");
      }
    }

    private void neverWritten(Spec.Field field) {
      if (field.readonly() && field.writeOnce()) {
        conflict(
            "writeOnce", "a readonly field cannot be writeOnce", "remove readonly or writeOnce");
      }
      if (field.readonly() && field.hidden()) {
        conflict(
            "hidden",
            "a readonly field cannot be hidden: no client could read or write it",
            "remove readonly or hidden");
      }
      if (field.readonly() && block.get("write") != null) {
        conflict("write", "a readonly field cannot have write", "remove readonly or write");
      }
    }

    private void neverStamped(Spec.Field field) {
      neverSetBySender(
          "a stamp",
          "stamp",
          Stream.concat(
              field.required() && block.get("required") != null
                  ? Stream.of("required")
                  : Stream.of(),
              setBySender(field, "default", "write", "moves", "readonly", "copy", "role")));
    }

    private void neverCopied(Spec.Field field) {
      neverSetBySender(
          "a copy", "copy", setBySender(field, "default", "write", "moves", "readonly", "role"));
    }

    /// The keys of a field that a field which only the server sets cannot have.
    private Stream<String> setBySender(Spec.Field field, String... keys) {
      return Stream.of(
              field.writeOnce() ? Stream.of("writeOnce") : Stream.<String>of(),
              field.hidden() ? Stream.of("hidden") : Stream.<String>of(),
              Stream.of(keys).filter(key -> block.get(key) != null))
          .flatMap(found -> found);
    }

    private void neverSetBySender(String what, String word, Stream<String> keys) {
      keys.forEach(
          key ->
              conflict(
                  key,
                  "a field with " + what + " cannot have " + key + ": the server alone sets it",
                  "remove " + word + " or " + key));
    }

    private void neverRead(Spec.Field field) {
      if (field.hidden() && block.get("read") != null) {
        conflict("read", "a hidden field cannot have read", "remove hidden or read");
      }
      if (field.ref() != null
          && !field.ref().person()
          && !field.ref().many()
          && block.get("read") != null) {
        issues.add(
            place("read"),
            SpecIssueCode.LIMITED_FIELD,
            "the reverse relation would reveal the target of "
                + PrintableText.quote(field.ref().relation()),
            "remove read, or restrict read access to the rows");
      }
    }

    private void neverMoved(Spec.Field field) {
      if (block.get("moves") == null) {
        return;
      }
      if (field.readonly() || field.writeOnce()) {
        conflict(
            "moves",
            "a " + (field.readonly() ? "readonly" : "writeOnce") + " field cannot have moves",
            "remove moves, or " + (field.readonly() ? "readonly" : "writeOnce"));
      }
      if (field.hidden()) {
        conflict(
            "moves",
            "a hidden field cannot have moves: a refused move would reveal its value",
            "remove hidden or moves");
      }
      if (field.required() && block.get("default") == null) {
        conflict(
            "moves",
            "no row can be created: a new row starts at the default, and "
                + PrintableText.quote(field.name())
                + " is required and has none",
            "add a default, or remove required");
      }
    }

    private void conflict(String key, String message, String hint) {
      issues.add(place(key), SpecIssueCode.CONFLICTING_CONSTRAINTS, message, hint);
    }

    private Position place(String key) {
      YamlNode.Entry entry = block.entry(key);
      return entry == null ? at : entry.position();
    }
  }
}
