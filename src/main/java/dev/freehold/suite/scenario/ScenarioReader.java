package dev.freehold.suite.scenario;

import dev.freehold.plan.ApiPlan;
import dev.freehold.spec.Issue;
import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Place;
import dev.freehold.spec.value.Block;
import dev.freehold.spec.value.Hint;
import dev.freehold.spec.value.Values;
import dev.freehold.spec.yaml.Node;
import dev.freehold.spec.yaml.SpecReader;
import dev.freehold.suite.Case;
import dev.freehold.suite.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One scenario file: bytes → cases, or every fault with its place.
public final class ScenarioReader {
  private static final int MOST_SCENARIOS = 1_000;
  private static final int MOST_STEPS = 500;

  private final Issues issues = new Issues();
  private final ApiPlan plan;
  private final String group;

  private ScenarioReader(ApiPlan plan, String group) {
    this.plan = plan;
    this.group = group;
  }

  /// @param cases none where there is an issue
  public record Result(List<Case> cases, List<Issue> issues) {
    public Result {
      cases = List.copyOf(cases);
      issues = List.copyOf(issues);
    }
  }

  /// @param group of the cases: the file's name
  public static Result read(byte[] bytes, String group, ApiPlan plan) {
    SpecReader.Result text = SpecReader.read(bytes);
    ScenarioReader reader = new ScenarioReader(plan, group);
    reader.issues.addAll(text.issues());
    List<Case> cases = text.root() == null ? List.of() : reader.file(text.root());
    List<Issue> issues = reader.issues.sorted();
    return new Result(issues.isEmpty() ? cases : List.of(), issues);
  }

  private List<Case> file(Node root) {
    Block block =
        Block.open(
            issues, new Place(1, 1), root, "a scenario file", List.of("scenarios"), List.of());
    if (block == null) {
      return List.of();
    }
    Node list = block.require("scenarios", "a list of scenarios, each with 'name' and 'steps'");
    List<Case> cases = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Node node : Values.list(issues, list, "'scenarios'", 1, MOST_SCENARIOS)) {
      scenario(node, names, cases);
    }
    return cases;
  }

  private void scenario(Node node, Set<String> names, List<Case> cases) {
    Block block =
        Block.open(
            issues, node.place(), node, "a scenario", List.of("name", "roles", "steps"), List.of());
    if (block == null) {
      return;
    }
    Node title = block.require("name", "what it is about");
    String name = Values.text(issues, title, "'name'", 200);
    if (name != null && title != null && !names.add(name)) {
      issues.add(
          title.place(),
          IssueCode.REPEATED_VALUE,
          "there is a scenario " + Issues.quote(name) + " already");
    }
    Map<String, List<String>> roles = roles(block.get("roles"));
    Map<String, List<String>> people = new LinkedHashMap<>(roles);
    List<Step> steps = new ArrayList<>();
    Set<String> known = new HashSet<>();
    StepReader reader = new StepReader(issues, known, people);
    Node list = block.require("steps", "a list of calls");
    for (Node step : Values.list(issues, list, "'steps'", 1, MOST_STEPS)) {
      reader.step(step).ifPresent(steps::add);
    }
    if (name != null) {
      cases.add(new Case(group, name, people, true, steps, ""));
    }
  }

  private Map<String, List<String>> roles(@Nullable Node node) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    if (node == null) {
      return all;
    }
    if (!(node instanceof Node.Mapping mapping)) {
      Values.wrongKind(issues, node, "'roles'", "a mapping of names to lists of roles");
      return all;
    }
    for (Node.Entry entry : mapping.entries()) {
      StepReader.checkName(issues, entry.place(), entry.key(), "a person's name");
      List<String> given = new ArrayList<>();
      String what = "the roles of " + Issues.quote(entry.key());
      for (Node role : Values.list(issues, entry.value(), what, 0, 20)) {
        String word = Values.text(issues, role, "a role", 31);
        if (word == null) {
          continue;
        }
        if (!plan.auth().roles().contains(word)) {
          issues.add(
              role.place(),
              IssueCode.UNKNOWN_ROLE,
              "the spec has no role " + Issues.quote(word),
              plan.auth().roles().isEmpty() ? "it has none" : Hint.of(word, plan.auth().roles()));
        }
        given.add(word);
      }
      all.put(entry.key(), given);
    }
    return all;
  }
}
