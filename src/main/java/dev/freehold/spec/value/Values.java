package dev.freehold.spec.value;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.yaml.Node;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the plain values of the language. Each gives null where there is no value: where the node
/// is null, or after an issue.
public final class Values {
  private Values() {}

  /// Text for the documentation.
  public static @Nullable String description(Issues issues, @Nullable Node node) {
    return text(issues, node, "description", 10_000);
  }

  /// @param max characters; at least one is needed
  public static @Nullable String text(Issues issues, @Nullable Node node, String what, int max) {
    if (node == null) {
      return null;
    }
    if (!(node instanceof Node.Scalar s) || s.kind() != Node.Kind.STRING) {
      wrongKind(issues, node, what, "text");
      return null;
    }
    int length = s.text().codePointCount(0, s.text().length());
    if (length < 1 || length > max) {
      issues.add(
          s.place(),
          IssueCode.OUT_OF_RANGE,
          what + " has " + length + " characters",
          "1 to " + max);
      return null;
    }
    return s.text();
  }

  public static boolean flag(Issues issues, @Nullable Node node, String what) {
    if (node == null) {
      return false;
    }
    if (node instanceof Node.Scalar s && s.kind() == Node.Kind.BOOLEAN) {
      return s.text().equalsIgnoreCase("true");
    }
    wrongKind(issues, node, what, "true or false");
    return false;
  }

  public static @Nullable Integer whole(
      Issues issues, @Nullable Node node, String what, int min, int max) {
    if (node == null) {
      return null;
    }
    if (!(node instanceof Node.Scalar s) || s.kind() != Node.Kind.INTEGER) {
      wrongKind(issues, node, what, "a whole number");
      return null;
    }
    // More digits than an int can have are out of every range here.
    Integer value = s.text().matches("-?[0-9]{1,9}") ? Integer.valueOf(s.text()) : null;
    if (value == null || value < min || value > max) {
      issues.add(
          s.place(),
          IssueCode.OUT_OF_RANGE,
          what + " is " + Issues.quote(s.text()),
          "a whole number from " + min + " to " + max);
      return null;
    }
    return value;
  }

  /// @param choices word to value
  public static <T> @Nullable T choice(
      Issues issues, @Nullable Node node, String what, Map<String, T> choices) {
    if (node == null) {
      return null;
    }
    if (!(node instanceof Node.Scalar s) || s.kind() == Node.Kind.NULL) {
      wrongKind(issues, node, what, String.join(" or ", choices.keySet()));
      return null;
    }
    T value = choices.get(s.text());
    if (value == null) {
      issues.add(
          s.place(),
          IssueCode.UNKNOWN_VALUE,
          what + " cannot be " + Issues.quote(s.text()),
          Hint.of(s.text(), choices.keySet()));
    }
    return value;
  }

  public static List<Node> list(Issues issues, @Nullable Node node, String what, int min, int max) {
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof Node.Sequence s)) {
      wrongKind(issues, node, what, "a list");
      return List.of();
    }
    count(issues, node, what, s.items().size(), min, max);
    return s.items();
  }

  public static void count(Issues issues, Node node, String what, int count, int min, int max) {
    if (count < min) {
      issues.add(
          node.place(), IssueCode.TOO_FEW, what + " has " + count + " entries", "at least " + min);
    } else if (count > max) {
      issues.add(
          node.place(), IssueCode.TOO_MANY, what + " has " + count + " entries", "at most " + max);
    }
  }

  /// What is `Faulty` was reported already.
  public static void wrongKind(Issues issues, Node node, String what, String expected) {
    if (!(node instanceof Node.Faulty)) {
      boolean quote =
          expected.equals("text") && node instanceof Node.Scalar s && s.kind() != Node.Kind.NULL;
      issues.add(
          node.place(),
          IssueCode.WRONG_KIND,
          what + " must be " + expected + ", not " + describe(node),
          quote ? "write it in quotes" : null);
    }
  }

  public static String describe(Node node) {
    return switch (node) {
      case Node.Mapping _ -> "a mapping";
      case Node.Sequence _ -> "a list";
      case Node.Faulty _ -> "this";
      case Node.Scalar s ->
          switch (s.kind()) {
            case STRING -> "the text " + Issues.quote(s.text());
            case INTEGER, FLOAT -> "the number " + Issues.quote(s.text());
            case BOOLEAN -> s.text();
            case NULL -> "nothing";
          };
    };
  }
}
