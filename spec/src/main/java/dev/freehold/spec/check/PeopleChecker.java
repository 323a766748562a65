package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.FieldType.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Checks the `people` block: who sees the profile of an account, and its fields. A field is a value
/// that the account may change and every reader of the profile may see.
final class PeopleChecker {
  private static final int MAX_FIELDS = 50;

  private static final Map<String, Grant> READERS =
      new TreeMap<>(Map.of("user", new Grant.User(), "public", new Grant.Public()));

  /// Keys of a field that would make it differ between callers or writes.
  private static final List<String> NO_KEYS =
      List.of("hidden", "read", "write", "readonly", "writeOnce", "moves", "stamp", "copy");

  /// The other data of an account, which `GET /auth/me` shows beside the profile.
  private static final Set<String> ACCOUNT =
      Set.of("email", "name", "password", "role", "roles", "disabled_at");

  private final SpecIssueCollector issues;
  private final SymbolTable symbols;

  private PeopleChecker(SpecIssueCollector issues, SymbolTable symbols) {
    this.issues = issues;
    this.symbols = symbols;
  }

  /// @param entry null if the spec has no `people` block
  /// @return null without a block, or after an issue
  static Spec.@Nullable People check(
      SpecIssueCollector issues, YamlNode.@Nullable Entry entry, SymbolTable symbols) {
    return entry == null ? null : new PeopleChecker(issues, symbols).people(entry);
  }

  private Spec.@Nullable People people(YamlNode.Entry entry) {
    if (symbols.resources().containsKey(Spec.People.NAME)) {
      issues.add(
          entry.position(),
          SpecIssueCode.NAME_CLASH,
          "'people' is a resource of this spec, so it cannot be the profiles of accounts too",
          "rename the resource, or remove this block");
    }
    YamlMappingReader block =
        YamlMappingReader.open(
            issues,
            entry.position(),
            entry.value(),
            Spec.People.NAME,
            List.of("read", "fields"),
            List.of());
    if (block == null) {
      return null;
    }
    Grant read = YamlValueReader.choice(issues, block.get("read"), "read", READERS);
    return new Spec.People(
        Objects.requireNonNullElse(read, new Grant.User()),
        fields(block.require("fields", "such as fields: { display_name: string }")));
  }

  private List<Spec.Field> fields(@Nullable YamlNode node) {
    List<Spec.Field> fields = new ArrayList<>();
    if (node instanceof YamlNode.Mapping mapping) {
      YamlValueReader.checkCount(issues, node, "fields", mapping.entries().size(), 1, MAX_FIELDS);
      RenamedFromChecker former =
          RenamedFromChecker.ofFields(
              issues,
              mapping.entries().stream().map(YamlNode.Entry::key).collect(Collectors.toSet()));
      for (YamlNode.Entry entry : mapping.entries()) {
        Spec.Field field = isOfProfile(entry) ? field(entry, former) : null;
        if (field != null) {
          fields.add(field);
        }
      }
    } else if (node != null) {
      YamlValueReader.reportWrongKind(issues, node, "fields", "a mapping");
    }
    return fields;
  }

  /// Reports a name of the account, a reference, and the keys that a profile does not have.
  private boolean isOfProfile(YamlNode.Entry entry) {
    if (ACCOUNT.contains(entry.key())) {
      issues.add(
          entry.position(),
          SpecIssueCode.RESERVED_NAME,
          "field name " + PrintableText.quote(entry.key()) + " is reserved",
          "GET /auth/me shows it as data of the account; choose another name, such as"
              + " display_name");
      return false;
    }
    if (ReferenceChecker.isRef(entry.value())) {
      return refuse(entry, "a reference");
    }
    if (!(entry.value() instanceof YamlNode.Mapping mapping)) {
      return true;
    }
    boolean allowed = true;
    for (YamlNode.Entry key : mapping.entries()) {
      if (NO_KEYS.contains(key.key())) {
        allowed = refuse(key, PrintableText.quote(key.key()));
      } else if (key.key().equals("type") && ReferenceChecker.isRef(key.value())) {
        allowed = refuse(key, "a reference");
      }
    }
    return allowed;
  }

  private boolean refuse(YamlNode.Entry at, String what) {
    issues.add(
        at.position(),
        SpecIssueCode.NOT_SUPPORTED_YET,
        what + " is not supported in a profile",
        "remove it: a profile has values that its account changes and every reader sees");
    return false;
  }

  private Spec.@Nullable Field field(YamlNode.Entry entry, RenamedFromChecker former) {
    Spec.Field field = FieldChecker.check(issues, symbols, Spec.RowOwner.USER, former, entry);
    if (field == null) {
      return null;
    }
    if (field.type().array() || field.type().scalar() == ScalarType.JSON) {
      issues.add(
          entry.position(),
          SpecIssueCode.NOT_SUPPORTED_YET,
          "a field of type " + field.type().keyword() + " is not supported in a profile",
          "use a field with a single value");
    }
    if (field.required() && field.defaultValue() == null) {
      issues.add(
          entry.position(),
          SpecIssueCode.CONFLICTING_CONSTRAINTS,
          PrintableText.quote(field.name())
              + " is required and has no default: an account exists before it has a profile",
          "add a default, or remove required");
    }
    return field;
  }
}
