package dev.freehold.spec.yaml;

import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads simple values of the spec language. Returns null if the node is null, or after an issue.
public final class YamlValueReader {
  private YamlValueReader() {}

  /// Reads a text for the documentation.
  public static @Nullable String description(SpecIssueCollector issues, @Nullable YamlNode node) {
    return text(issues, node, "description", 10_000);
  }

  /// Reads text on one line.
  ///
  /// @param max the maximum number of characters
  public static @Nullable String line(
      SpecIssueCollector issues, @Nullable YamlNode node, String what, int max) {
    String text = text(issues, node, what, max);
    if (node != null
        && text != null
        && (text.isBlank() || text.codePoints().anyMatch(Character::isISOControl))) {
      issues.add(node.position(), SpecIssueCode.BAD_NAME, what + " must be one line of text");
    }
    return text;
  }

  /// @param max the maximum number of characters; the minimum is one
  public static @Nullable String text(
      SpecIssueCollector issues, @Nullable YamlNode node, String what, int max) {
    if (node == null) {
      return null;
    }
    if (!(node instanceof YamlNode.Scalar s) || s.kind() != YamlNode.ScalarKind.STRING) {
      reportWrongKind(issues, node, what, "text");
      return null;
    }
    int length = s.text().codePointCount(0, s.text().length());
    if (length < 1 || length > max) {
      issues.add(
          s.position(),
          SpecIssueCode.OUT_OF_RANGE,
          what + " has " + length + " characters",
          "use 1 to " + max + " characters");
      return null;
    }
    return s.text();
  }

  public static boolean flag(SpecIssueCollector issues, @Nullable YamlNode node, String what) {
    if (node == null) {
      return false;
    }
    if (node instanceof YamlNode.Scalar s && s.kind() == YamlNode.ScalarKind.BOOLEAN) {
      return s.text().equalsIgnoreCase("true");
    }
    reportWrongKind(issues, node, what, "true or false");
    return false;
  }

  public static @Nullable Integer integer(
      SpecIssueCollector issues, @Nullable YamlNode node, String what, int min, int max) {
    if (node == null) {
      return null;
    }
    if (!(node instanceof YamlNode.Scalar s) || s.kind() != YamlNode.ScalarKind.INTEGER) {
      reportWrongKind(issues, node, what, "a whole number");
      return null;
    }
    // A number with more than nine digits is out of every range.
    Integer value = s.text().matches("-?[0-9]{1,9}") ? Integer.valueOf(s.text()) : null;
    if (value == null || value < min || value > max) {
      issues.add(
          s.position(),
          SpecIssueCode.OUT_OF_RANGE,
          what + " cannot be " + PrintableText.quote(s.text()),
          "write a whole number from " + min + " to " + max);
      return null;
    }
    return value;
  }

  /// @param choices the value of each keyword
  public static <T> @Nullable T choice(
      SpecIssueCollector issues, @Nullable YamlNode node, String what, Map<String, T> choices) {
    if (node == null) {
      return null;
    }
    if (!(node instanceof YamlNode.Scalar s) || s.kind() == YamlNode.ScalarKind.NULL) {
      reportWrongKind(issues, node, what, String.join(" or ", choices.keySet()));
      return null;
    }
    T value = choices.get(s.text());
    if (value == null) {
      issues.add(
          s.position(),
          SpecIssueCode.UNKNOWN_VALUE,
          what + " cannot be " + PrintableText.quote(s.text()),
          SpellingSuggestion.hint(s.text(), choices.keySet()));
    }
    return value;
  }

  public static List<YamlNode> list(
      SpecIssueCollector issues, @Nullable YamlNode node, String what, int min, int max) {
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof YamlNode.Sequence s)) {
      reportWrongKind(issues, node, what, "a list");
      return List.of();
    }
    checkCount(issues, node, what, s.items().size(), min, max);
    return s.items();
  }

  public static void checkCount(
      SpecIssueCollector issues, YamlNode node, String what, int count, int min, int max) {
    if (count < min) {
      issues.add(
          node.position(),
          SpecIssueCode.TOO_FEW,
          what + " has " + count + " entries",
          "at least " + min + (min == 1 ? " is required" : " are required"));
    } else if (count > max) {
      issues.add(
          node.position(),
          SpecIssueCode.TOO_MANY,
          what + " has " + count + " entries",
          "at most " + max + (max == 1 ? " is allowed" : " are allowed"));
    }
  }

  /// Reports a node of the wrong kind. An `ErrorNode` was already reported and is skipped.
  public static void reportWrongKind(
      SpecIssueCollector issues, YamlNode node, String what, String expected) {
    if (!(node instanceof YamlNode.ErrorNode)) {
      boolean quote =
          expected.equals("text")
              && node instanceof YamlNode.Scalar s
              && s.kind() != YamlNode.ScalarKind.NULL;
      issues.add(
          node.position(),
          SpecIssueCode.WRONG_KIND,
          what + " must be " + expected + ", not " + describe(node),
          quote ? "write it in quotes" : null);
    }
  }

  public static String describe(YamlNode node) {
    return switch (node) {
      case YamlNode.Mapping _ -> "a mapping";
      case YamlNode.Sequence _ -> "a list";
      case YamlNode.ErrorNode _ -> "this";
      case YamlNode.Scalar s ->
          switch (s.kind()) {
            case STRING -> "the text " + PrintableText.quote(s.text());
            case INTEGER, FLOAT -> "the number " + PrintableText.quote(s.text());
            case BOOLEAN -> s.text();
            case NULL -> "nothing";
          };
    };
  }
}
