package dev.freehold.migrate.rollout;

import dev.freehold.migrate.file.MigrationFile;
import dev.freehold.migrate.plan.Step;
import java.util.List;
import java.util.Optional;

/// Steps that belong together.
///
/// @param file that they stand in; empty for those that are made from the spec
/// @param steps that are still to be done
/// @param all those of the file that were done already included
public record Part(Optional<MigrationFile> file, List<Step> steps, List<Step> all) {
  public Part {
    steps = List.copyOf(steps);
    all = List.copyOf(all);
  }
}
