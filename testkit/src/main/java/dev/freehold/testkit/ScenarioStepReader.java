package dev.freehold.testkit;

import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlToJsonConverter;
import dev.freehold.spec.yaml.YamlValueReader;
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

/// Reads one step of a scenario.
final class ScenarioStepReader {
  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
  private static final List<String> KEYS =
      List.of(
          "as", "get", "post", "put", "patch", "delete", "query", "headers", "body", "expect",
          "save");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,47}");
  private static final Pattern USE = Pattern.compile("(?<!\\{)\\{([a-z][a-z0-9_.]*)\\}(?!\\})");
  private static final int LONGEST = 8_000;

  private final SpecIssueCollector issues;
  private final Set<String> saved;
  private final Map<String, List<String>> people;

  /// @param saved the variables of the scenario so far; the step adds its own
  /// @param people the users of the scenario so far, with their roles; the step adds its own
  ScenarioStepReader(
      SpecIssueCollector issues, Set<String> saved, Map<String, List<String>> people) {
    this.issues = issues;
    this.saved = saved;
    this.people = people;
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static boolean checkName(SpecIssueCollector issues, Position position, String name, String what) {
    if (!isName(name)) {
      issues.add(
          position,
          SpecIssueCode.BAD_NAME,
          what + " cannot be " + PrintableText.quote(name),
          "a-z, 0-9 and _, a letter first, at most 48 characters");
      return false;
    }
    return true;
  }

  /// Reads the step. Empty if a fault leaves nothing to run.
  Optional<TestStep> step(YamlNode node) {
    YamlMappingReader block =
        YamlMappingReader.open(issues, node.position(), node, "a step", KEYS, List.of());
    if (block == null) {
      return Optional.empty();
    }
    String who = who(block.get("as"));
    List<String> methods = METHODS.stream().filter(m -> block.get(m) != null).toList();
    if (methods.size() != 1) {
      issues.add(
          node.position(),
          methods.isEmpty() ? SpecIssueCode.MISSING_KEY : SpecIssueCode.CONFLICTING_CONSTRAINTS,
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
    List<Expectation> expects =
        new ScenarioExpectationReader(issues, this).read(block.get("expect"));
    Map<String, String> saves = saves(block.get("save"));
    return path == null
        ? Optional.empty()
        : Optional.of(
            new TestStep.RequestStep(
                who,
                new TestRequest(method.toUpperCase(Locale.ROOT), path, query, headers, body),
                expects,
                saves));
  }

  private String who(@Nullable YamlNode node) {
    String name = YamlValueReader.text(issues, node, "'as'", 48);
    if (name == null
        || node == null
        || !checkName(issues, node.position(), name, "a person's name")) {
      return "";
    }
    people.putIfAbsent(name, List.of());
    return name;
  }

  private @Nullable String path(@Nullable YamlNode node) {
    String path = YamlValueReader.text(issues, node, "the path", LONGEST);
    if (path == null || node == null) {
      return null;
    }
    if (!path.startsWith("/") || path.indexOf('?') >= 0) {
      issues.add(
          node.position(),
          SpecIssueCode.UNKNOWN_VALUE,
          "the path is " + PrintableText.quote(path),
          path.startsWith("/")
              ? "parameters belong in 'query'"
              : "it begins with '/' and is below the API's base: /tasks");
      return null;
    }
    uses(node.position(), path);
    return path;
  }

  /// Checks that the variables of a text were saved before or belong to a user.
  void uses(Position position, String text) {
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
        String near = SpellingSuggestion.of(name, known);
        issues.add(
            position,
            SpecIssueCode.UNKNOWN_VALUE,
            "nothing was saved as " + PrintableText.quote(name) + " before this",
            near == null
                ? "an earlier step may 'save' it; {{" + name + "}} is the text itself"
                : "did you mean '" + near + "'?");
      }
    }
  }

  /// Reads a mapping of keys to scalar values.
  Map<String, String> texts(@Nullable YamlNode node, String what) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (node == null) {
      return texts;
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      YamlValueReader.reportWrongKind(issues, node, "'" + what + "'", "a mapping");
      return texts;
    }
    for (YamlNode.Entry entry : mapping.entries()) {
      if (entry.value() instanceof YamlNode.Scalar scalar
          && scalar.kind() != YamlNode.ScalarKind.NULL) {
        uses(entry.value().position(), scalar.text());
        texts.put(entry.key(), scalar.text());
      } else {
        YamlValueReader.reportWrongKind(
            issues,
            entry.value(),
            PrintableText.quote(entry.key()) + " of '" + what + "'",
            "a text");
      }
    }
    return texts;
  }

  /// The value in the representation of Vert.x; null for none.
  @Nullable Object json(@Nullable YamlNode node, String what) {
    if (node == null) {
      return null;
    }
    check(node);
    try {
      return Json.decodeValue(YamlToJsonConverter.write(node));
    } catch (DecodeException _) {
      issues.add(
          node.position(),
          SpecIssueCode.UNKNOWN_VALUE,
          what + " has a number that is not valid in JSON",
          "write it in JSON notation");
      return null;
    }
  }

  private void check(YamlNode node) {
    switch (node) {
      case YamlNode.Scalar scalar -> uses(scalar.position(), scalar.text());
      case YamlNode.Sequence sequence -> sequence.items().forEach(this::check);
      case YamlNode.Mapping mapping -> mapping.entries().forEach(e -> check(e.value()));
      case YamlNode.ErrorNode _ -> {}
    }
  }

  private Map<String, String> saves(@Nullable YamlNode node) {
    Map<String, String> saves = texts(node, "save");
    if (node instanceof YamlNode.Mapping mapping) {
      for (YamlNode.Entry entry : mapping.entries()) {
        if (checkName(issues, entry.position(), entry.key(), "a saved name")) {
          saved.add(entry.key());
        }
      }
    }
    return saves;
  }
}
