package dev.freehold.migrate;

import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import dev.freehold.migrate.run.MigrationLedger.PlanPosition;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.problem.ProgramName;
import java.util.List;
import java.util.Optional;

/// A migration file as it is run: its steps with the role names of this database.
///
/// @param file the file name, as the ledger stores it
/// @param checksums for each step, the checksum of the file up to and including that step. The done
///     part of a file must not change; the steps that were not done yet may be edited
/// @param plan the id of the plan
/// @param from the fingerprint of the start model, see [dev.freehold.migrate.plan.ModelFingerprint]
/// @param to the fingerprint of the end model
/// @param steps the steps with the role names of this database
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
  /// @param now the fingerprint of the model of the newest ledger row
  /// @throws MigrationRefusedException if the file does not start with that model, or its done part
  ///     was edited
  int done(Optional<LedgerRow> head, String now) {
    Optional<PlanPosition> here = head.map(LedgerRow::position).filter(p -> p.file().equals(file));
    if (here.isEmpty()) {
      if (!now.equals(from)) {
        throw new MigrationRefusedException(
            "The migration " + file + " begins with another state than the database is in.",
            "Nothing was changed. Apply the migrations before it first; where the database was"
                + " changed otherwise, write the migration anew: "
                + ProgramName.command("migrate new"));
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
