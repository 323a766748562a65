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

/// Checks `renamed_from` of all resources, or of the fields of one resource. An old name must not
/// be in use, and two things cannot have the same old name.
///
/// What was called otherwise before is not there under its old name any more, and has become one thing.
final class RenamedFromChecker {
  private final SpecIssueCollector issues;
  private final Kind kind;
  private final Set<String> today;
  private final Map<String, String> seen = new HashMap<>();

  /// @param today names of all that stands there; of a reference, that of its column
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
  /// @param name what it is called now
  public @Nullable String check(@Nullable YamlNode node, String name) {
    String former = YamlValueReader.text(issues, node, "renamed_from", 200);
    if (node == null || former == null) {
      return null;
    }
    shape(node.position(), former);
    return known(node.position(), former, former, name) ? former : null;
  }

  /// Of a reference, which has had a column of another name than its own.
  ///
  /// @param column what its column is called now
  /// @return the former column
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
          PrintableText.quote(written) + " is what it is called now",
          "write what it was called before, or leave renamed_from out");
      return false;
    }
    if (today.contains(former)) {
      issues.add(
          position,
          SpecIssueCode.NAME_CLASH,
          "there is still a " + word() + " " + PrintableText.quote(former),
          "what was renamed is there under its new name only");
      return false;
    }
    String other = seen.putIfAbsent(former, name);
    if (other != null) {
      issues.add(
          position,
          SpecIssueCode.REPEATED_VALUE,
          PrintableText.quote(other) + " was called " + PrintableText.quote(written) + " already",
          "one " + word() + " becomes one");
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
