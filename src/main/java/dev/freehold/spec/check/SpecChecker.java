package dev.freehold.spec.check;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.SchemaName;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.field.Fields;
import dev.freehold.spec.field.FormerNames;
import dev.freehold.spec.field.Known;
import dev.freehold.spec.value.Block;
import dev.freehold.spec.value.Values;
import dev.freehold.spec.yaml.Node;
import dev.freehold.spec.yaml.SpecReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Checks a whole spec: the way from the bytes of `freehold.yaml` to a [Spec] or to all its faults.
public final class SpecChecker {
  private static final int MAX_NAME = 100;
  private static final int MAX_RESOURCES = 200;
  private static final String LANGUAGE = "1";
  private static final String VERSION_SHAPE = "[0-9A-Za-z][0-9A-Za-z.+-]{0,49}";

  private static final List<String> KEYS =
      List.of("freehold", "name", "version", "description", "auth", "resources");
  private static final List<String> LATER = List.of("hooks");

  /// What is looked for here and stands elsewhere.
  private static final Map<String, String> ELSEWHERE =
      Map.of("roles", "write auth: { roles: [editor] }");

  private final Issues issues = new Issues();

  private SpecChecker() {}

  /// @param yaml the file's bytes, whatever they are
  public static SpecResult check(byte[] yaml) {
    SpecReader.Result read = SpecReader.read(yaml);
    SpecChecker checker = new SpecChecker();
    checker.issues.addAll(read.issues());
    Spec spec = read.root() == null ? null : checker.spec(read.root());
    return checker.issues.isEmpty()
        ? new SpecResult.Valid(Objects.requireNonNull(spec))
        : new SpecResult.Faulty(checker.issues.sorted());
  }

  private @Nullable Spec spec(Node root) {
    Block block = Block.open(issues, root.place(), root, "the spec", KEYS, LATER, ELSEWHERE);
    if (block == null) {
      return null;
    }
    language(block.require("freehold", "begin with 'freehold: 1'"));
    String name = line(block.require("name", "such as name: Tasks"), "name");
    String version = version(block.get("version"));
    String description = Values.description(issues, block.get("description"));
    Spec.Auth auth = AuthChecker.check(issues, block.entry("auth"));
    List<Spec.Resource> resources =
        resources(
            block.require("resources", "such as resources: { tasks: { fields: … } }"),
            auth.roles());
    return name == null ? null : new Spec(name, version, description, auth, resources);
  }

  private void language(@Nullable Node node) {
    boolean known =
        node instanceof Node.Scalar s && s.kind() == Node.Kind.INTEGER && s.text().equals(LANGUAGE);
    if (node != null && !known) {
      issues.add(
          node.place(),
          IssueCode.UNKNOWN_VALUE,
          "'freehold' is the version of the language, and cannot be " + Values.describe(node),
          "write freehold: 1");
    }
  }

  /// Text on one line, for titles.
  private @Nullable String line(@Nullable Node node, String what) {
    String text = Values.text(issues, node, what, MAX_NAME);
    if (node != null
        && text != null
        && (text.isBlank() || text.codePoints().anyMatch(Character::isISOControl))) {
      issues.add(node.place(), IssueCode.BAD_NAME, what + " must be one line of text");
    }
    return text;
  }

  /// An unquoted `1.0` is a number in YAML; its text is what was meant.
  private String version(@Nullable Node node) {
    if (node == null) {
      return "1.0.0";
    }
    boolean written =
        node instanceof Node.Scalar s
            && s.kind() != Node.Kind.NULL
            && s.kind() != Node.Kind.BOOLEAN;
    if (!written) {
      Values.wrongKind(issues, node, "version", "text");
      return "";
    }
    String text = ((Node.Scalar) node).text();
    if (!text.matches(VERSION_SHAPE)) {
      issues.add(
          node.place(),
          IssueCode.BAD_NAME,
          Issues.quote(text) + " is no version",
          "such as 1.0.0: letters, digits, dots, + and -, at most 50");
    }
    return text;
  }

  private List<Spec.Resource> resources(@Nullable Node node, List<String> roles) {
    List<Spec.Resource> resources = new ArrayList<>();
    Known known = Known.of(node, roles);
    FormerNames former = FormerNames.ofResources(issues, known.resources().keySet());
    Map<String, Fields> fields = new HashMap<>();
    if (node instanceof Node.Mapping mapping) {
      Values.count(issues, node, "resources", mapping.entries().size(), 1, MAX_RESOURCES);
      for (Node.Entry entry : mapping.entries()) {
        ResourceChecker.Checked checked = ResourceChecker.check(issues, entry, known, former);
        if (checked != null) {
          resources.add(checked.resource());
          fields.put(entry.key(), checked.fields());
        }
      }
      new RelationChecker(issues, resources, fields).check();
      rows(mapping.entries());
      sequences(mapping.entries(), resources);
    } else if (node != null) {
      Values.wrongKind(issues, node, "resources", "a mapping");
    }
    return resources;
  }

  private void rows(List<Node.Entry> entries) {
    Map<String, String> schemas = new HashMap<>();
    for (Node.Entry entry : entries) {
      String schema = SchemaName.of(entry.key()).toLowerCase(Locale.ROOT);
      String other = schemas.putIfAbsent(schema, entry.key());
      if (other != null) {
        clash(
            entry,
            "one row of "
                + Issues.quote(entry.key())
                + " would be called like one of "
                + Issues.quote(other));
      }
    }
  }

  /// PostgreSQL names the sequence behind an identity column itself, in the name space of tables.
  private void sequences(List<Node.Entry> entries, List<Spec.Resource> resources) {
    Set<String> sequences =
        resources.stream()
            .filter(resource -> resource.id() == Spec.IdType.INTEGER)
            .map(resource -> resource.name() + "_id_seq")
            .collect(Collectors.toSet());
    for (Node.Entry entry : entries) {
      if (sequences.contains(entry.key())) {
        clash(entry, Issues.quote(entry.key()) + " would be called like what counts another's ids");
      }
    }
  }

  private void clash(Node.Entry entry, String message) {
    issues.add(entry.place(), IssueCode.NAME_CLASH, message, "choose another name");
  }
}
