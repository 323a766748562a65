package dev.freehold.migrate.rollout;

import dev.freehold.migrate.file.Chain;
import dev.freehold.migrate.file.FaultyFiles;
import dev.freehold.migrate.file.FileFault;
import dev.freehold.migrate.file.FileStep;
import dev.freehold.migrate.file.MigrationFile;
import dev.freehold.migrate.ledger.LedgerRow;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.migrate.ledger.PlanPosition;
import dev.freehold.migrate.plan.Fingerprint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How far a database is in a chain of files.
///
/// @param done how many of the files were applied whole
/// @param steps how many steps of the next one were
record FilePosition(int done, int steps) {

  /// @param history of the ledger, the oldest row first
  /// @param model that the ledger ends with
  /// @throws FaultyFiles where a file that was applied is another one now, or is gone
  /// @throws MigrationRefused where the database is where no file leads to
  static FilePosition of(Chain chain, List<LedgerRow> history, Map<String, String> model) {
    Map<String, PlanPosition> applied = new HashMap<>();
    history.stream()
        .map(LedgerRow::progress)
        .filter(p -> !p.file().isEmpty())
        .forEach(p -> applied.put(p.file(), p));
    mustBeTheSame(chain, applied);
    int last = -1;
    for (int i = 0; i < chain.files().size(); i++) {
      last = applied.containsKey(name(chain, i)) ? i : last;
    }
    int matching = matching(chain, Fingerprint.of(model));
    if (last >= 0) {
      PlanPosition at = applied.get(name(chain, last));
      if (at != null && at.brokenOff()) {
        return new FilePosition(last, at.step());
      }
      String to = chain.files().get(last).to();
      if (to.equals(Fingerprint.of(model)) || matching <= last) {
        mustLeadHere(to.equals(Fingerprint.of(model)), chain.files().get(last));
        return new FilePosition(last + 1, 0);
      }
    }
    mustLeadHere(matching >= 0, chain.files().getFirst());
    return new FilePosition(matching, 0);
  }

  private static String name(Chain chain, int index) {
    return chain.files().get(index).name().toString();
  }

  /// The files that lead to what is there, where no ledger names them: a database that was made from the spec, before there
  /// were files or without them. A file of nothing but SQL of somebody's own is then yet to be run.
  ///
  /// @return how many; -1 where none lead there
  private static int matching(Chain chain, String now) {
    int found = Fingerprint.of(Map.of()).equals(now) ? 0 : -1;
    for (int i = 0; i < chain.files().size(); i++) {
      MigrationFile file = chain.files().get(i);
      boolean byHand = file.steps().stream().allMatch(FileStep.ByHand.class::isInstance);
      found = file.to().equals(now) && !byHand ? i + 1 : found;
    }
    return found;
  }

  private static void mustLeadHere(boolean leads, MigrationFile near) {
    if (!leads) {
      throw new MigrationRefused(
          "The database is in a state that no file of " + folder(near) + " leads to.",
          "Nothing was changed. It was migrated without the files, or the files are those of"
              + " another database: bring back the spec that it was migrated to and write its file"
              + " with 'freehold migrate new', then go on from there.");
    }
  }

  private static String folder(MigrationFile file) {
    String path = file.path();
    return path.substring(0, Math.max(0, path.length() - file.name().toString().length() - 1));
  }

  /// What was applied of it is what it was; what of a file that broke off is yet to be done may have been mended.
  private static boolean isTheSame(MigrationFile file, PlanPosition position) {
    int steps = file.steps().size();
    return position.step() <= steps
        && (position.brokenOff() || position.step() == steps)
        && file.checksums().get(position.step() - 1).equals(position.checksum());
  }

  private static void mustBeTheSame(Chain chain, Map<String, PlanPosition> applied) {
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
      throw new FaultyFiles(faults);
    }
  }
}
