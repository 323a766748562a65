package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.OpenApiSchemaName;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.Teams;
import dev.freehold.spec.yaml.StrictYamlParser;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks a spec: turns the bytes of `freehold.yaml` into a [Spec], or reports all errors.
public final class SpecChecker {
  private static final int MAX_NAME = 100;
  private static final int MAX_RESOURCES = 200;
  private static final String LANGUAGE = "1";
  private static final String VERSION_SHAPE = "[0-9A-Za-z][0-9A-Za-z.+-]{0,49}";

  private static final List<String> KEYS =
      List.of(
          "freehold",
          "name",
          "version",
          "description",
          "license",
          "contact",
          "auth",
          "people",
          "teams",
          "resources");
  private static final List<String> LATER = List.of("hooks");

  /// Keys that belong to another block, with the hint for each.
  private static final Map<String, String> ELSEWHERE =
      Map.of("roles", "write auth: { roles: [editor] }");

  private final SpecIssueCollector issues = new SpecIssueCollector();
  private final SpecIssueCollector warnings = new SpecIssueCollector();

  private SpecChecker() {}

  /// @param yaml the bytes of the file; any content is allowed
  public static SpecResult check(byte[] yaml) {
    StrictYamlParser.Result read = StrictYamlParser.parse(yaml);
    SpecChecker checker = new SpecChecker();
    checker.issues.addAll(read.issues());
    Spec spec = read.root() == null ? null : checker.spec(read.root());
    return checker.issues.isEmpty()
        ? new SpecResult.Valid(Objects.requireNonNull(spec), checker.warnings.sorted())
        : new SpecResult.Invalid(checker.issues.sorted());
  }

  private @Nullable Spec spec(YamlNode root) {
    YamlMappingReader block =
        YamlMappingReader.open(issues, root.position(), root, "the spec", KEYS, LATER, ELSEWHERE);
    if (block == null) {
      return null;
    }
    language(block.require("freehold", "begin with 'freehold: 1'"));
    String name =
        YamlValueReader.line(
            issues, block.require("name", "such as name: Tasks"), "name", MAX_NAME);
    String version = version(block.get("version"));
    String description = YamlValueReader.description(issues, block.get("description"));
    Spec.ApiInfo info =
        new InfoChecker(issues).check(block.entry("license"), block.entry("contact"));
    Spec.Auth auth = AuthChecker.check(issues, warnings, block.entry("auth"));
    YamlNode rows = block.require("resources", "such as resources: { tasks: { fields: … } }");
    YamlNode.Entry shared = block.entry("teams");
    TeamsChecker teamsChecker = new TeamsChecker(issues, shared);
    SymbolTable symbols = SymbolTable.of(rows, auth.roles(), shared != null, teamsChecker.roles());
    YamlNode.Entry profile = block.entry("people");
    Spec.People people = PeopleChecker.check(issues, profile, symbols);
    Teams teams = teamsChecker.check(symbols);
    List<Spec.Resource> resources = resources(rows, symbols, profile != null, teams, shared);
    return name == null
        ? null
        : new Spec(name, version, description, info, auth, people, teams, resources);
  }

  private void language(@Nullable YamlNode node) {
    boolean known =
        node instanceof YamlNode.Scalar s
            && s.kind() == YamlNode.ScalarKind.INTEGER
            && s.text().equals(LANGUAGE);
    if (node != null && !known) {
      issues.add(
          node.position(),
          SpecIssueCode.UNKNOWN_VALUE,
          "'freehold' is the version of the spec language and must be 1, not "
              + YamlValueReader.describe(node),
          "write freehold: 1");
    }
  }

  /// Reads the version. An unquoted `1.0` is a number in YAML; its text is used.
  private String version(@Nullable YamlNode node) {
    if (node == null) {
      return "1.0.0";
    }
    boolean written =
        node instanceof YamlNode.Scalar s
            && s.kind() != YamlNode.ScalarKind.NULL
            && s.kind() != YamlNode.ScalarKind.BOOLEAN;
    if (!written) {
      YamlValueReader.reportWrongKind(issues, node, "version", "text");
      return "";
    }
    String text = ((YamlNode.Scalar) node).text();
    if (!text.matches(VERSION_SHAPE)) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_NAME,
          PrintableText.quote(text) + " is not a valid version",
          "write a version such as 1.0.0: letters, digits, dots, + and -, at most 50 characters");
    }
    return text;
  }

  /// @param people whether accounts have public profiles
  /// @param teams null if there are none, or after an issue
  /// @param teamsEntry the block of the teams; null if there is none
  private List<Spec.Resource> resources(
      @Nullable YamlNode node,
      SymbolTable symbols,
      boolean people,
      @Nullable Teams teams,
      YamlNode.@Nullable Entry teamsEntry) {
    List<Spec.Resource> resources = new ArrayList<>();
    RenamedFromChecker former =
        RenamedFromChecker.ofResources(issues, symbols.resources().keySet());
    Map<String, ResourceFields> fields = new HashMap<>();
    if (node instanceof YamlNode.Mapping mapping) {
      YamlValueReader.checkCount(
          issues, node, "resources", mapping.entries().size(), 1, MAX_RESOURCES);
      List<ResourceChecker> opened =
          mapping.entries().stream()
              .filter(entry -> teamsEntry == null || !Teams.RESOURCES.contains(entry.key()))
              .map(entry -> ResourceChecker.open(issues, entry, symbols))
              .flatMap(Stream::ofNullable)
              .toList();
      opened.forEach(resource -> fields.put(resource.name(), resource.fields()));
      List<Spec.Resource> ofTeams =
          teams == null || teamsEntry == null ? List.of() : teams.resources();
      for (Spec.Resource resource : ofTeams) {
        fields.put(
            resource.name(),
            ResourceFields.of(resource, Objects.requireNonNull(teamsEntry).position()));
      }
      opened.forEach(resource -> resources.add(resource.check(fields, former, warnings)));
      resources.addAll(ofTeams);
      if (teamsEntry != null) {
        reserved(mapping.entries());
      }
      new RelationChecker(issues, resources, fields, people).check();
      new AccessCircleChecker(issues, resources, fields).check();
      new SharedReferenceChecker(warnings, resources, fields).check();
      rows(mapping.entries());
      sequences(mapping.entries(), resources);
    } else if (node != null) {
      YamlValueReader.reportWrongKind(issues, node, "resources", "a mapping");
    }
    return resources;
  }

  /// Reports resources with the name of one that the teams bring.
  private void reserved(List<YamlNode.Entry> entries) {
    entries.stream()
        .filter(entry -> Teams.RESOURCES.contains(entry.key()))
        .forEach(
            entry ->
                issues.add(
                    entry.position(),
                    SpecIssueCode.RESERVED_NAME,
                    "resource name " + PrintableText.quote(entry.key()) + " is reserved",
                    "the block teams adds a resource of this name; choose another name, or remove"
                        + " the block"));
  }

  private void rows(List<YamlNode.Entry> entries) {
    Map<String, String> schemas = new HashMap<>();
    for (YamlNode.Entry entry : entries) {
      String schema = OpenApiSchemaName.of(entry.key()).toLowerCase(Locale.ROOT);
      String other = schemas.putIfAbsent(schema, entry.key());
      if (other != null) {
        clash(
            entry,
            PrintableText.quote(entry.key())
                + " and "
                + PrintableText.quote(other)
                + " have the same schema name in the OpenAPI document");
      }
    }
  }

  /// PostgreSQL chooses the name of the sequence of an identity column. The name shares the name
  /// space of tables.
  private void sequences(List<YamlNode.Entry> entries, List<Spec.Resource> resources) {
    Set<String> sequences =
        resources.stream()
            .filter(resource -> resource.id() == Spec.IdType.INTEGER)
            .map(resource -> resource.name() + "_id_seq")
            .collect(Collectors.toSet());
    for (YamlNode.Entry entry : entries) {
      if (sequences.contains(entry.key())) {
        clash(
            entry,
            PrintableText.quote(entry.key())
                + " is the name of the sequence for the ids of another resource");
      }
    }
  }

  private void clash(YamlNode.Entry entry, String message) {
    issues.add(entry.position(), SpecIssueCode.NAME_CLASH, message, "choose another name");
  }
}
