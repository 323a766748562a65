package dev.freehold.migrate;

import dev.freehold.migrate.ledger.LedgerRow;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.migrate.ledger.PlanPosition;
import dev.freehold.migrate.plan.Step;
import java.util.List;
import java.util.Optional;

/// A plan that was written down, to be run as it stands there.
///
/// @param file its name, as the ledger keeps it
/// @param checksums of what is in it up to each step, that step included: what is done of a file stays as it was, and what
///     is yet to be done may still be mended
/// @param plan the plan's id
/// @param from fingerprint of the model that it begins with, as [dev.freehold.migrate.plan.Fingerprint] makes it
/// @param to that of the model that it ends with
/// @param steps with the roles of this database in them
public record Script(
    String file, List<String> checksums, String plan, String from, String to, List<Step> steps) {
  public Script {
    steps = List.copyOf(steps);
    checksums = List.copyOf(checksums);
  }

  /// How many of the steps are done.
  ///
  /// @param now fingerprint of the model that the ledger ends with
  /// @throws MigrationRefused where that is nowhere in this script
  int done(Optional<LedgerRow> head, String now) {
    Optional<PlanPosition> here = head.map(LedgerRow::progress).filter(p -> p.file().equals(file));
    if (here.isEmpty()) {
      if (!now.equals(from)) {
        throw new MigrationRefused(
            "The migration " + file + " begins with another state than the database is in.",
            "Nothing was changed. Apply the migrations before it first; where the database was"
                + " changed otherwise, write the migration anew: freehold migrate new");
      }
      return 0;
    }
    int done = here.get().step();
    if (done > steps.size() || !here.get().checksum().equals(checksums.get(done - 1))) {
      throw new MigrationRefused(
          "A part of the migration " + file + " that was applied has been edited since.",
          "Nothing was changed. Put it back as it was.");
    }
    return done;
  }

  /// @param step from 1
  PlanPosition position(int step) {
    String checksum = step > steps.size() ? "" : checksums.get(step - 1);
    return new PlanPosition(plan, to, step, steps.size(), file, checksum);
  }
}
