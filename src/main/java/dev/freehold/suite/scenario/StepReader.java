package dev.freehold.suite.scenario;

import dev.freehold.problem.Nearest;
import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Place;
import dev.freehold.spec.value.Block;
import dev.freehold.spec.value.JsonOfNode;
import dev.freehold.spec.value.Values;
import dev.freehold.spec.yaml.Node;
import dev.freehold.suite.Ask;
import dev.freehold.suite.Expect;
import dev.freehold.suite.Step;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One step of a scenario.
final class StepReader {
  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
  private static final List<String> KEYS =
      List.of(
          "as", "get", "post", "put", "patch", "delete", "query", "headers", "body", "expect",
          "save");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,47}");
  private static final Pattern USE = Pattern.compile("(?<!\\{)\\{([a-z][a-z0-9_.]*)\\}(?!\\})");
  private static final int LONGEST = 8_000;

  private final Issues issues;
  private final Set<String> saved;
  private final Map<String, List<String>> people;

  /// @param saved names of the scenario up to here; this adds to them
  /// @param people likewise, with their roles
  StepReader(Issues issues, Set<String> saved, Map<String, List<String>> people) {
    this.issues = issues;
    this.saved = saved;
    this.people = people;
  }

  static boolean checkName(Issues issues, Place place, String name, String what) {
    if (!NAME.matcher(name).matches()) {
      issues.add(
          place,
          IssueCode.BAD_NAME,
          what + " cannot be " + Issues.quote(name),
          "a-z, 0-9 and _, a letter first, at most 48 characters");
      return false;
    }
    return true;
  }

  /// Empty where it has a fault that leaves nothing to run.
  Optional<Step> step(Node node) {
    Block block = Block.open(issues, node.place(), node, "a step", KEYS, List.of());
    if (block == null) {
      return Optional.empty();
    }
    String who = who(block.get("as"));
    List<String> methods = METHODS.stream().filter(m -> block.get(m) != null).toList();
    if (methods.size() != 1) {
      issues.add(
          node.place(),
          methods.isEmpty() ? IssueCode.MISSING_KEY : IssueCode.CONFLICTING_CONSTRAINTS,
          methods.isEmpty()
              ? "a step needs a call"
              : "a step is one call, not " + String.join(" and ", methods),
          "one of " + String.join(", ", METHODS));
      return Optional.empty();
    }
    String method = methods.getFirst();
    String path = path(block.get(method));
    List<Map.Entry<String, String>> query =
        new ArrayList<>(texts(block.get("query"), "query").entrySet());
    Map<String, String> headers = texts(block.get("headers"), "headers");
    Object body = json(block.get("body"), "'body'");
    List<Expect> expects = new ExpectReader(issues, this).read(block.get("expect"));
    Map<String, String> saves = saves(block.get("save"));
    return path == null
        ? Optional.empty()
        : Optional.of(
            new Step.Send(
                who,
                new Ask(method.toUpperCase(Locale.ROOT), path, query, headers, body),
                expects,
                saves));
  }

  private String who(@Nullable Node node) {
    String name = Values.text(issues, node, "'as'", 48);
    if (name == null || node == null || !checkName(issues, node.place(), name, "a person's name")) {
      return "";
    }
    people.putIfAbsent(name, List.of());
    return name;
  }

  private @Nullable String path(@Nullable Node node) {
    String path = Values.text(issues, node, "the path", LONGEST);
    if (path == null || node == null) {
      return null;
    }
    if (!path.startsWith("/") || path.indexOf('?') >= 0) {
      issues.add(
          node.place(),
          IssueCode.UNKNOWN_VALUE,
          "the path is " + Issues.quote(path),
          path.startsWith("/")
              ? "parameters stand in 'query'"
              : "it begins with '/' and is below the API's base: /tasks");
      return null;
    }
    uses(node.place(), path);
    return path;
  }

  /// Names in a text must have been saved before, or be of a person.
  void uses(Place place, String text) {
    Matcher names = USE.matcher(text);
    while (names.find()) {
      String name = names.group(1);
      Set<String> known = new HashSet<>(saved);
      people
          .keySet()
          .forEach(
              person -> {
                known.add(person + ".id");
                known.add(person + ".email");
              });
      if (!known.contains(name)) {
        String near = Nearest.of(name, known);
        issues.add(
            place,
            IssueCode.UNKNOWN_VALUE,
            "nothing was saved as " + Issues.quote(name) + " before this",
            near == null
                ? "an earlier step may 'save' it; {{" + name + "}} is the text itself"
                : "did you mean '" + near + "'?");
      }
    }
  }

  /// A mapping of keys to plain values.
  Map<String, String> texts(@Nullable Node node, String what) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (node == null) {
      return texts;
    }
    if (!(node instanceof Node.Mapping mapping)) {
      Values.wrongKind(issues, node, "'" + what + "'", "a mapping");
      return texts;
    }
    for (Node.Entry entry : mapping.entries()) {
      if (entry.value() instanceof Node.Scalar scalar && scalar.kind() != Node.Kind.NULL) {
        uses(entry.value().place(), scalar.text());
        texts.put(entry.key(), scalar.text());
      } else {
        Values.wrongKind(
            issues, entry.value(), Issues.quote(entry.key()) + " of '" + what + "'", "a text");
      }
    }
    return texts;
  }

  /// As Vert.x holds it; null for none.
  @Nullable Object json(@Nullable Node node, String what) {
    if (node == null) {
      return null;
    }
    check(node);
    try {
      return Json.decodeValue(JsonOfNode.write(node));
    } catch (DecodeException _) {
      issues.add(
          node.place(),
          IssueCode.UNKNOWN_VALUE,
          what + " has a number that JSON does not know",
          "write it as JSON does");
      return null;
    }
  }

  private void check(Node node) {
    switch (node) {
      case Node.Scalar scalar -> uses(scalar.place(), scalar.text());
      case Node.Sequence sequence -> sequence.items().forEach(this::check);
      case Node.Mapping mapping -> mapping.entries().forEach(e -> check(e.value()));
      case Node.Faulty _ -> {}
    }
  }

  private Map<String, String> saves(@Nullable Node node) {
    Map<String, String> saves = texts(node, "save");
    if (node instanceof Node.Mapping mapping) {
      for (Node.Entry entry : mapping.entries()) {
        if (checkName(issues, entry.place(), entry.key(), "a saved name")) {
          saved.add(entry.key());
        }
      }
    }
    return saves;
  }
}
