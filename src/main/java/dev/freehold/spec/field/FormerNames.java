package dev.freehold.spec.field;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Place;
import dev.freehold.spec.value.Values;
import dev.freehold.spec.yaml.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The words `renamed_from` of everything that stands side by side: of all resources, or of the fields of one.
///
/// What was called otherwise before is not there under its old name any more, and has become one thing.
public final class FormerNames {
  private final Issues issues;
  private final Kind kind;
  private final Set<String> today;
  private final Map<String, String> seen = new HashMap<>();

  /// @param today names of all that stands there; of a reference, that of its column
  private FormerNames(Issues issues, Kind kind, Set<String> today) {
    this.issues = issues;
    this.kind = kind;
    this.today = Set.copyOf(today);
  }

  private enum Kind {
    RESOURCE,
    FIELD
  }

  public static FormerNames ofResources(Issues issues, Set<String> today) {
    return new FormerNames(issues, Kind.RESOURCE, today);
  }

  static FormerNames ofFields(Issues issues, Set<String> today) {
    return new FormerNames(issues, Kind.FIELD, today);
  }

  /// @param node the value of `renamed_from`
  /// @param name what it is called now
  public @Nullable String check(@Nullable Node node, String name) {
    String former = Values.text(issues, node, "renamed_from", 200);
    if (node == null || former == null) {
      return null;
    }
    shape(node.place(), former);
    return known(node.place(), former, former, name) ? former : null;
  }

  /// Of a reference, which has had a column of another name than its own.
  ///
  /// @param column what its column is called now
  /// @return the former column
  @Nullable String checkReference(@Nullable Node node, String column) {
    String former = Values.text(issues, node, "renamed_from", 200);
    if (node == null || former == null) {
      return null;
    }
    shape(node.place(), former);
    String formerColumn = RefChecker.column(former);
    return known(node.place(), former, formerColumn, column) ? formerColumn : null;
  }

  private void shape(Place place, String former) {
    switch (kind) {
      case RESOURCE -> NameChecker.resource(issues, place, former);
      case FIELD -> NameChecker.field(issues, place, former);
    }
  }

  private boolean known(Place place, String written, String former, String name) {
    if (former.equals(name)) {
      issues.add(
          place,
          IssueCode.NAME_CLASH,
          Issues.quote(written) + " is what it is called now",
          "write what it was called before, or leave renamed_from out");
      return false;
    }
    if (today.contains(former)) {
      issues.add(
          place,
          IssueCode.NAME_CLASH,
          "there is still a " + word() + " " + Issues.quote(former),
          "what was renamed is there under its new name only");
      return false;
    }
    String other = seen.putIfAbsent(former, name);
    if (other != null) {
      issues.add(
          place,
          IssueCode.REPEATED_VALUE,
          Issues.quote(other) + " was called " + Issues.quote(written) + " already",
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
