package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.rule.Rule;
import dev.freehold.rule.RuleCompiler;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks the `checks` of a resource: rules over several fields of a row.
final class CheckConstraintChecker {
  private static final int MAX_CHECKS = 20;
  private static final int MAX_MESSAGE = 200;
  private static final List<String> KEYS = List.of("rule", "message", "name");

  /// Leaves room for a number that makes a derived name unique.
  private static final int MAX_DERIVED = NameChecker.MAX_LENGTH - 3;

  private final SpecIssueCollector issues;
  private final ResourceFields fields;
  private final RowRuleCompiler rules;
  private final Set<String> names = new HashSet<>();

  CheckConstraintChecker(SpecIssueCollector issues, ResourceFields fields) {
    this.issues = issues;
    this.fields = fields;
    this.rules = RowRuleCompiler.ofChecks(issues, fields);
  }

  /// @param name null if the spec gives none
  private record Written(@Nullable String name, Rule rule, String message) {}

  List<Spec.Check> checks(@Nullable YamlNode node) {
    List<Written> written = new ArrayList<>();
    for (YamlNode item : YamlValueReader.list(issues, node, "checks", 1, MAX_CHECKS)) {
      Written check = check(item);
      if (check != null) {
        written.add(check);
      }
    }
    // Explicit names are registered first; a derived name avoids them.
    return written.stream()
        .map(w -> new Spec.Check(w.name == null ? derived(w.rule) : w.name, w.rule, w.message))
        .toList();
  }

  private @Nullable Written check(YamlNode item) {
    YamlMappingReader block =
        YamlMappingReader.open(issues, item.position(), item, "a check", KEYS, List.of());
    if (block == null) {
      return null;
    }
    String name = name(block.get("name"));
    String message =
        message(block.require("message", "the error message for a row that violates the rule"));
    Rule rule = rule(block.require("rule", "such as rule: ends_on >= starts_on"));
    return rule == null || message == null ? null : new Written(name, rule, message);
  }

  private @Nullable String name(@Nullable YamlNode node) {
    String name = YamlValueReader.text(issues, node, "name", 200);
    if (node == null || name == null || !NameChecker.check(issues, node.position(), name)) {
      return null;
    }
    if (!names.add(name)) {
      issues.add(
          node.position(),
          SpecIssueCode.NAME_CLASH,
          "check " + PrintableText.quote(name) + " is defined twice",
          "choose another name");
    }
    return name;
  }

  /// A name made of the fields that the rule reads: `ends_on_starts_on`.
  private String derived(Rule rule) {
    String joined = String.join("_", rule.columns());
    String name = joined.substring(0, Math.min(joined.length(), MAX_DERIVED));
    String free = name;
    for (int i = 2; !names.add(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  private @Nullable String message(@Nullable YamlNode node) {
    String text = YamlValueReader.text(issues, node, "message", MAX_MESSAGE);
    if (node != null
        && text != null
        && (text.isBlank() || text.codePoints().anyMatch(Character::isISOControl))) {
      issues.add(node.position(), SpecIssueCode.BAD_NAME, "message must be one line of text");
    }
    return text;
  }

  private @Nullable Rule rule(@Nullable YamlNode node) {
    String text = YamlValueReader.text(issues, node, "rule", RuleCompiler.MAX_LENGTH);
    if (node == null || text == null) {
      return null;
    }
    Rule rule = rules.compile(node, text, null);
    return rule == null || StampChecker.isFreeOfStamps(issues, node.position(), fields, rule)
        ? rule
        : null;
  }
}
