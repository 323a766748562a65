package dev.freehold.spec;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.SpecIssue.Position;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects the errors of one spec, or its warnings, up to a readable number.
public final class SpecIssueCollector {
  private static final int MAX = 200;

  private static final int MAX_MESSAGE = 500;

  // A fault that is reported twice is one.
  private final Set<SpecIssue> issues = new LinkedHashSet<>();
  private boolean more;

  /// @param hint null where there is nothing to add
  public void add(Position position, SpecIssueCode code, String message, @Nullable String hint) {
    if (!more) {
      add(
          new SpecIssue(
              position, code.code(), printable(message), hint == null ? null : printable(hint)));
    }
  }

  /// A message may carry a pattern or the values of an enum.
  private static String printable(String message) {
    return PrintableText.of(message, MAX_MESSAGE);
  }

  public void add(Position position, SpecIssueCode code, String message) {
    add(position, code, message, null);
  }

  public void addAll(List<SpecIssue> others) {
    others.forEach(this::add);
  }

  private void add(SpecIssue issue) {
    if (issues.size() < MAX) {
      issues.add(issue);
    } else if (!issues.contains(issue)) {
      more = true;
    }
  }

  /// In the order of the text; at the end, where there are more than are kept, one that says so.
  public List<SpecIssue> sorted() {
    List<SpecIssue> sorted = new ArrayList<>(issues);
    sorted.sort(SpecIssue.ORDER);
    if (more) {
      sorted.add(
          new SpecIssue(
              sorted.getLast().position(),
              SpecIssueCode.MORE_FAULTS.code(),
              "the spec has more than " + MAX + " errors",
              "fix these first"));
    }
    return List.copyOf(sorted);
  }

  public boolean isEmpty() {
    return issues.isEmpty();
  }
}
