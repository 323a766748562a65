package dev.freehold.testkit;

import dev.freehold.plan.ApiPlan;
import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.spec.SpecIssue;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.StrictYamlParser;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads a scenario file (YAML) to test cases, or reports every error with its position.
public final class ScenarioReader {
  private static final int MOST_SCENARIOS = 1_000;
  private static final int MOST_STEPS = 500;

  private final SpecIssueCollector issues = new SpecIssueCollector();
  private final ApiPlan plan;
  private final String group;

  private ScenarioReader(ApiPlan plan, String group) {
    this.plan = plan;
    this.group = group;
  }

  /// @param cases empty if there is an issue
  public record Result(List<TestCase> cases, List<SpecIssue> issues) {
    public Result {
      cases = List.copyOf(cases);
      issues = List.copyOf(issues);
    }
  }

  /// @param group the group of the cases: the name of the file
  public static Result read(byte[] bytes, String group, ApiPlan plan) {
    StrictYamlParser.Result text = StrictYamlParser.parse(bytes);
    ScenarioReader reader = new ScenarioReader(plan, group);
    reader.issues.addAll(text.issues());
    List<TestCase> cases = text.root() == null ? List.of() : reader.file(text.root());
    List<SpecIssue> issues = reader.issues.sorted();
    return new Result(issues.isEmpty() ? cases : List.of(), issues);
  }

  private List<TestCase> file(YamlNode root) {
    YamlMappingReader block =
        YamlMappingReader.open(
            issues, new Position(1, 1), root, "a scenario file", List.of("scenarios"), List.of());
    if (block == null) {
      return List.of();
    }
    YamlNode list = block.require("scenarios", "a list of scenarios, each with 'name' and 'steps'");
    List<TestCase> cases = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlNode node : YamlValueReader.list(issues, list, "'scenarios'", 1, MOST_SCENARIOS)) {
      scenario(node, names, cases);
    }
    return cases;
  }

  private void scenario(YamlNode node, Set<String> names, List<TestCase> cases) {
    YamlMappingReader block =
        YamlMappingReader.open(
            issues,
            node.position(),
            node,
            "a scenario",
            List.of("name", "roles", "steps"),
            List.of());
    if (block == null) {
      return;
    }
    YamlNode title = block.require("name", "what it is about");
    String name = YamlValueReader.text(issues, title, "'name'", 200);
    if (name != null && title != null && !names.add(name)) {
      issues.add(
          title.position(),
          SpecIssueCode.REPEATED_VALUE,
          "duplicate scenario " + PrintableText.quote(name));
    }
    Map<String, List<String>> roles = roles(block.get("roles"));
    Map<String, List<String>> people = new LinkedHashMap<>(roles);
    List<TestStep> steps = new ArrayList<>();
    Set<String> known = new HashSet<>();
    ScenarioStepReader reader = new ScenarioStepReader(issues, known, people);
    YamlNode list = block.require("steps", "a list of calls");
    List<YamlNode> nodes = YamlValueReader.list(issues, list, "'steps'", 1, MOST_STEPS);
    // All users exist before the first step, so each step may name every user.
    nodes.stream().flatMap(ScenarioReader::user).forEach(u -> people.putIfAbsent(u, List.of()));
    for (YamlNode step : nodes) {
      reader.step(step).ifPresent(steps::add);
    }
    if (name != null) {
      cases.add(new TestCase(group, name, people, true, steps, ""));
    }
  }

  /// The user of a step, if it is named correctly; the step's reader reports errors.
  private static Stream<String> user(YamlNode step) {
    return step instanceof YamlNode.Mapping mapping
        ? mapping.entries().stream()
            .filter(entry -> entry.key().equals("as"))
            .flatMap(
                entry ->
                    entry.value() instanceof YamlNode.Scalar name
                            && ScenarioStepReader.isName(name.text())
                        ? Stream.of(name.text())
                        : Stream.empty())
        : Stream.empty();
  }

  private Map<String, List<String>> roles(@Nullable YamlNode node) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    if (node == null) {
      return all;
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      YamlValueReader.reportWrongKind(
          issues, node, "'roles'", "a mapping of names to lists of roles");
      return all;
    }
    for (YamlNode.Entry entry : mapping.entries()) {
      ScenarioStepReader.checkName(issues, entry.position(), entry.key(), "a person's name");
      List<String> given = new ArrayList<>();
      String what = "the roles of " + PrintableText.quote(entry.key());
      for (YamlNode role : YamlValueReader.list(issues, entry.value(), what, 0, 20)) {
        String word = YamlValueReader.text(issues, role, "a role", 31);
        if (word == null) {
          continue;
        }
        if (!plan.auth().roles().contains(word)) {
          issues.add(
              role.position(),
              SpecIssueCode.UNKNOWN_ROLE,
              "the spec has no role " + PrintableText.quote(word),
              plan.auth().roles().isEmpty()
                  ? "it has none"
                  : SpellingSuggestion.hint(word, plan.auth().roles()));
        }
        given.add(word);
      }
      all.put(entry.key(), given);
    }
    return all;
  }
}
