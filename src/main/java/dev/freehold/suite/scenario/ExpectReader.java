package dev.freehold.suite.scenario;

import dev.freehold.spec.Issues;
import dev.freehold.spec.value.Block;
import dev.freehold.spec.value.Values;
import dev.freehold.spec.yaml.Node;
import dev.freehold.suite.Expect;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a step of a scenario expects.
final class ExpectReader {
  private static final List<String> KEYS =
      List.of("status", "code", "body", "bodyHas", "bodyHasNo", "headers");

  /// Where a step does not say: it succeeds.
  private static final List<Integer> SUCCESS = List.of(200, 201, 202, 204);

  private static final int LONGEST = 8_000;

  private final Issues issues;
  private final StepReader step;

  ExpectReader(Issues issues, StepReader step) {
    this.issues = issues;
    this.step = step;
  }

  List<Expect> read(@Nullable Node node) {
    List<Expect> all = new ArrayList<>();
    Block block =
        node == null ? null : Block.open(issues, node.place(), node, "'expect'", KEYS, List.of());
    if (block == null) {
      return List.of(new Expect.Status(SUCCESS));
    }
    List<Integer> statuses = statuses(block.get("status"));
    String code = Values.text(issues, block.get("code"), "'code'", 60);
    if (!statuses.isEmpty() || code == null) {
      all.add(new Expect.Status(statuses.isEmpty() ? SUCCESS : statuses));
    }
    if (code != null) {
      all.add(new Expect.Code(code));
    }
    Node body = block.get("body");
    if (body != null) {
      all.add(new Expect.Part("", step.json(body, "'body'")));
    }
    texts(block.get("bodyHas"), "'bodyHas'", Expect.Has::new, all);
    texts(block.get("bodyHasNo"), "'bodyHasNo'", Expect.HasNo::new, all);
    step.texts(block.get("headers"), "headers")
        .forEach((name, value) -> all.add(new Expect.Head(name, value)));
    return all;
  }

  private List<Integer> statuses(@Nullable Node node) {
    List<Node> nodes =
        node instanceof Node.Sequence sequence
            ? sequence.items()
            : node == null ? List.of() : List.of(node);
    List<Integer> statuses = new ArrayList<>();
    for (Node each : nodes) {
      Integer status = Values.whole(issues, each, "a status", 100, 599);
      if (status != null) {
        statuses.add(status);
      }
    }
    return statuses;
  }

  private void texts(
      @Nullable Node node, String what, Function<String, Expect> make, List<Expect> all) {
    for (Node each : Values.list(issues, node, what, 1, 100)) {
      String text = Values.text(issues, each, "a text of " + what, LONGEST);
      if (text != null) {
        step.uses(each.place(), text);
        all.add(make.apply(text));
      }
    }
  }
}
