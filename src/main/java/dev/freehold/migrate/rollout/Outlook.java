package dev.freehold.migrate.rollout;

import dev.freehold.migrate.Planned;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.migrate.plan.Step;
import java.util.List;

/// What a run would do now.
///
/// @param id of all of it
/// @param parts in order; none where nothing is to be done
/// @param later steps of the second phase, which wait
/// @param applied names of the files that the database has had
/// @param planned what the spec asks for, whatever the files do
public record Outlook(
    String id, List<Part> parts, List<Step> later, List<String> applied, Planned planned) {
  public Outlook {
    parts = List.copyOf(parts);
    later = List.copyOf(later);
    applied = List.copyOf(applied);
  }

  public List<Step> steps() {
    return parts.stream().flatMap(p -> p.steps().stream()).toList();
  }

  /// Whether the database is as the spec asks, and has had every file.
  public boolean isEmpty() {
    return steps().isEmpty() && later.isEmpty() && planned.roleChanges().isEmpty();
  }

  /// The worst of the steps; [Risk#SAFE] for none.
  public Risk risk() {
    return steps().stream().map(Step::risk).max(Risk::compareTo).orElse(Risk.SAFE);
  }
}
