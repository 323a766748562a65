package dev.freehold.migrate.plan;

import java.util.Map;
import java.util.Set;

/// The options that the operator gives to a plan.
///
/// @param allowedLosses the subjects whose values may be lost: `tasks.notes`
/// @param backfillValues for each subject, the value, as text, of the rows without one:
///     `tasks.priority` → `low`
public record MigrationOptions(Set<String> allowedLosses, Map<String, String> backfillValues) {
  public static final MigrationOptions NONE = new MigrationOptions(Set.of(), Map.of());

  public MigrationOptions {
    allowedLosses = Set.copyOf(allowedLosses);
    backfillValues = Map.copyOf(backfillValues);
  }
}
