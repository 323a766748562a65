package dev.freehold.migrate.plan;

import java.util.Map;
import java.util.Set;

/// What the operator said beside the spec.
///
/// @param mayLose subjects whose values may be lost: `tasks.notes`
/// @param backfill subject to the value, as text, that rows without one get: `tasks.priority` → `low`
public record Wishes(Set<String> mayLose, Map<String, String> backfill) {
  public static final Wishes NONE = new Wishes(Set.of(), Map.of());

  public Wishes {
    mayLose = Set.copyOf(mayLose);
    backfill = Map.copyOf(backfill);
  }
}
