package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks `renamed_from` of all resources, or of the fields of one resource. The previous name must
/// no longer be in use, and two resources or fields cannot share a previous name.
final class RenamedFromChecker {
  private final SpecIssueCollector issues;
  private final Kind kind;
  private final Set<String> today;
  private final Map<String, String> seen = new HashMap<>();

  /// @param today the current names; for a reference, the name of its column
  private RenamedFromChecker(SpecIssueCollector issues, Kind kind, Set<String> today) {
    this.issues = issues;
    this.kind = kind;
    this.today = Set.copyOf(today);
  }

  private enum Kind {
    RESOURCE,
    FIELD
  }

  public static RenamedFromChecker ofResources(SpecIssueCollector issues, Set<String> today) {
    return new RenamedFromChecker(issues, Kind.RESOURCE, today);
  }

  static RenamedFromChecker ofFields(SpecIssueCollector issues, Set<String> today) {
    return new RenamedFromChecker(issues, Kind.FIELD, today);
  }

  /// @param node the value of `renamed_from`
  /// @param name the current name
  public @Nullable String check(@Nullable YamlNode node, String name) {
    String former = YamlValueReader.text(issues, node, "renamed_from", 200);
    if (node == null || former == null) {
      return null;
    }
    shape(node.position(), former);
    return known(node.position(), former, former, name) ? former : null;
  }

  /// Checks `renamed_from` of a reference, whose column name differs from the reference name.
  ///
  /// @param column the current name of its column
  /// @return the previous column name
  @Nullable String checkReference(@Nullable YamlNode node, String column) {
    String former = YamlValueReader.text(issues, node, "renamed_from", 200);
    if (node == null || former == null) {
      return null;
    }
    shape(node.position(), former);
    String formerColumn = ReferenceChecker.column(former);
    return known(node.position(), former, formerColumn, column) ? formerColumn : null;
  }

  private void shape(Position position, String former) {
    switch (kind) {
      case RESOURCE -> NameChecker.resource(issues, position, former);
      case FIELD -> NameChecker.field(issues, position, former);
    }
  }

  private boolean known(Position position, String written, String former, String name) {
    if (former.equals(name)) {
      issues.add(
          position,
          SpecIssueCode.NAME_CLASH,
          "renamed_from " + PrintableText.quote(written) + " is the current name",
          "write the previous name, or remove renamed_from");
      return false;
    }
    if (today.contains(former)) {
      issues.add(
          position,
          SpecIssueCode.NAME_CLASH,
          "renamed_from " + PrintableText.quote(former) + " is the name of another " + word(),
          "remove the old " + word() + ", or remove renamed_from");
      return false;
    }
    String other = seen.putIfAbsent(former, name);
    if (other != null) {
      issues.add(
          position,
          SpecIssueCode.REPEATED_VALUE,
          PrintableText.quote(other) + " is already renamed from " + PrintableText.quote(written),
          "use a previous name for one " + word() + " only");
      return false;
    }
    return true;
  }

  private String word() {
    return switch (kind) {
      case RESOURCE -> "resource";
      case FIELD -> "field";
    };
  }
}
