package dev.freehold.testkit;

import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the `expect` part of a scenario step.
final class ScenarioExpectationReader {
  private static final List<String> KEYS =
      List.of("status", "code", "body", "bodyHas", "bodyHasNo", "headers");

  /// The default of a step: any success status.
  private static final List<Integer> SUCCESS = List.of(200, 201, 202, 204);

  private static final int LONGEST = 8_000;

  private final SpecIssueCollector issues;
  private final ScenarioStepReader step;

  ScenarioExpectationReader(SpecIssueCollector issues, ScenarioStepReader step) {
    this.issues = issues;
    this.step = step;
  }

  List<Expectation> read(@Nullable YamlNode node) {
    List<Expectation> all = new ArrayList<>();
    YamlMappingReader block =
        node == null
            ? null
            : YamlMappingReader.open(issues, node.position(), node, "'expect'", KEYS, List.of());
    if (block == null) {
      return List.of(new Expectation.ExpectedStatus(SUCCESS));
    }
    List<Integer> statuses = statuses(block.get("status"));
    String code = YamlValueReader.text(issues, block.get("code"), "'code'", 60);
    if (!statuses.isEmpty() || code == null) {
      all.add(new Expectation.ExpectedStatus(statuses.isEmpty() ? SUCCESS : statuses));
    }
    if (code != null) {
      all.add(new Expectation.ExpectedErrorCode(code));
    }
    YamlNode body = block.get("body");
    if (body != null) {
      all.add(new Expectation.BodyPart("", step.json(body, "'body'")));
    }
    texts(block.get("bodyHas"), "'bodyHas'", Expectation.BodyContains::new, all);
    texts(block.get("bodyHasNo"), "'bodyHasNo'", Expectation.BodyOmits::new, all);
    step.texts(block.get("headers"), "headers")
        .forEach((name, value) -> all.add(new Expectation.ExpectedHeader(name, value)));
    return all;
  }

  private List<Integer> statuses(@Nullable YamlNode node) {
    List<YamlNode> nodes =
        node instanceof YamlNode.Sequence sequence
            ? sequence.items()
            : node == null ? List.of() : List.of(node);
    List<Integer> statuses = new ArrayList<>();
    for (YamlNode each : nodes) {
      Integer status = YamlValueReader.integer(issues, each, "a status", 100, 599);
      if (status != null) {
        statuses.add(status);
      }
    }
    return statuses;
  }

  private void texts(
      @Nullable YamlNode node,
      String what,
      Function<String, Expectation> make,
      List<Expectation> all) {
    for (YamlNode each : YamlValueReader.list(issues, node, what, 1, 100)) {
      String text = YamlValueReader.text(issues, each, "a text of " + what, LONGEST);
      if (text != null) {
        step.uses(each.position(), text);
        all.add(make.apply(text));
      }
    }
  }
}
