package dev.freehold.migrate;

import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import dev.freehold.migrate.run.MigrationLedger.PlanPosition;
import dev.freehold.migrate.run.MigrationRefusedException;
import java.util.List;
import java.util.Optional;

/// A migration file as it is run: its steps with the role names of this database.
///
/// @param file its name, as the ledger keeps it
/// @param checksums of what is in it up to each step, that step included: what is done of a file
///     stays as it was, and what is yet to be done may still be mended
/// @param plan the plan's id
/// @param from fingerprint of the model that it begins with, as
///     [dev.freehold.migrate.plan.ModelFingerprint] makes it
/// @param to that of the model that it ends with
/// @param steps with the roles of this database in them
record MigrationScript(
    String file,
    List<String> checksums,
    String plan,
    String from,
    String to,
    List<MigrationStep> steps) {
  public MigrationScript {
    steps = List.copyOf(steps);
    checksums = List.copyOf(checksums);
  }

  /// The number of steps that are done.
  ///
  /// @param now fingerprint of the model that the ledger ends with
  /// @throws MigrationRefusedException where that is nowhere in this script
  int done(Optional<LedgerRow> head, String now) {
    Optional<PlanPosition> here = head.map(LedgerRow::position).filter(p -> p.file().equals(file));
    if (here.isEmpty()) {
      if (!now.equals(from)) {
        throw new MigrationRefusedException(
            "The migration " + file + " begins with another state than the database is in.",
            "Nothing was changed. Apply the migrations before it first; where the database was"
                + " changed otherwise, write the migration anew: freehold migrate new");
      }
      return 0;
    }
    int done = here.get().step();
    if (done > steps.size() || !here.get().checksum().equals(checksums.get(done - 1))) {
      throw new MigrationRefusedException(
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
