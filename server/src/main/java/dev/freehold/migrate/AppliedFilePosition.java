package dev.freehold.migrate;

import dev.freehold.migrate.file.MigrationFile;
import dev.freehold.migrate.file.MigrationFileException;
import dev.freehold.migrate.file.MigrationFileException.FileFault;
import dev.freehold.migrate.file.MigrationFileStep;
import dev.freehold.migrate.file.MigrationFolder.MigrationChain;
import dev.freehold.migrate.plan.ModelFingerprint;
import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import dev.freehold.migrate.run.MigrationLedger.PlanPosition;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.problem.ProgramName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The position of a database in a chain of migration files.
///
/// @param done the number of files that were applied completely
/// @param steps the number of applied steps of the next file
record AppliedFilePosition(int done, int steps) {

  /// @param history the rows of the ledger, oldest first
  /// @param model the model of the newest ledger row
  /// @throws MigrationFileException if an applied file was changed or is missing
  /// @throws MigrationRefusedException if no file leads to the state of the database
  static AppliedFilePosition of(
      MigrationChain chain, List<LedgerRow> history, Map<String, String> model) {
    Map<String, PlanPosition> applied = new HashMap<>();
    history.stream()
        .map(LedgerRow::position)
        .filter(p -> !p.file().isEmpty())
        .forEach(p -> applied.put(p.file(), p));
    mustBeTheSame(chain, applied);
    int last = -1;
    for (int i = 0; i < chain.files().size(); i++) {
      last = applied.containsKey(name(chain, i)) ? i : last;
    }
    int matching = matching(chain, ModelFingerprint.of(model));
    if (last >= 0) {
      PlanPosition at = applied.get(name(chain, last));
      if (at != null && at.isIncomplete()) {
        return new AppliedFilePosition(last, at.step());
      }
      String to = chain.files().get(last).to();
      if (to.equals(ModelFingerprint.of(model)) || matching <= last) {
        mustLeadHere(to.equals(ModelFingerprint.of(model)), chain.files().get(last));
        return new AppliedFilePosition(last + 1, 0);
      }
    }
    mustLeadHere(matching >= 0, chain.files().getFirst());
    return new AppliedFilePosition(matching, 0);
  }

  private static String name(MigrationChain chain, int index) {
    return chain.files().get(index).name().toString();
  }

  /// The number of files whose models lead to the current model, for a database whose ledger names
  /// no files: it was migrated from the spec alone. Files that contain only handwritten SQL count
  /// as not applied.
  ///
  /// @return the number of files; -1 if no files lead there
  private static int matching(MigrationChain chain, String now) {
    int found = ModelFingerprint.of(Map.of()).equals(now) ? 0 : -1;
    for (int i = 0; i < chain.files().size(); i++) {
      MigrationFile file = chain.files().get(i);
      boolean byHand =
          file.steps().stream().allMatch(MigrationFileStep.Handwritten.class::isInstance);
      found = file.to().equals(now) && !byHand ? i + 1 : found;
    }
    return found;
  }

  private static void mustLeadHere(boolean leads, MigrationFile near) {
    if (!leads) {
      throw new MigrationRefusedException(
          "The database is in a state that no file of " + folder(near) + " leads to.",
          "Nothing was changed. It was migrated without the files, or the files are those of"
              + " another database: bring back the spec that it was migrated to and write its file"
              + " with '"
              + ProgramName.command("migrate new")
              + "', then go on from there.");
    }
  }

  private static String folder(MigrationFile file) {
    String path = file.path();
    return path.substring(0, Math.max(0, path.length() - file.name().toString().length() - 1));
  }

  /// Compares the applied part of a file with its checksum. Steps that were not applied yet may be
  /// edited.
  private static boolean isTheSame(MigrationFile file, PlanPosition position) {
    int steps = file.steps().size();
    return position.step() <= steps
        && (position.isIncomplete() || position.step() == steps)
        && file.checksums().get(position.step() - 1).equals(position.checksum());
  }

  private static void mustBeTheSame(MigrationChain chain, Map<String, PlanPosition> applied) {
    List<FileFault> faults = new ArrayList<>();
    Map<String, MigrationFile> files = new HashMap<>();
    chain.files().forEach(f -> files.put(f.name().toString(), f));
    applied.forEach(
        (name, position) -> {
          MigrationFile file = files.get(name);
          if (file == null) {
            faults.add(
                new FileFault(
                    name, 0, "was applied to this database, and is missing: bring it back"));
          } else if (!isTheSame(file, position)) {
            faults.add(
                new FileFault(
                    file.path(),
                    0,
                    "was changed after it was applied to this database: put it back, and write a"
                        + " new file for what is to be done now"));
          }
        });
    if (!faults.isEmpty()) {
      throw new MigrationFileException(faults);
    }
  }
}
