package dev.freehold.migrate;

import java.util.ArrayList;
import java.util.List;

/// The changes of a migration in a line of the log that a person reads. The ledger has all of them.
final class MigrationSummary {
  /// As many changes are written out.
  private static final int FEW = 8;

  /// As many tables are named.
  private static final int NAMED = 20;

  private static final String NEW_TABLE = "new table ";

  private MigrationSummary() {}

  /// @param changes in words, as in the ledger
  static List<String> of(List<String> changes) {
    if (changes.size() <= FEW) {
      return changes;
    }
    List<String> tables =
        changes.stream()
            .filter(change -> change.startsWith(NEW_TABLE))
            .map(change -> change.substring(NEW_TABLE.length()))
            .toList();
    List<String> summary = new ArrayList<>();
    if (!tables.isEmpty()) {
      summary.add(
          (tables.size() == 1 ? "a new table: " : tables.size() + " new tables: ")
              + String.join(", ", tables.subList(0, Math.min(NAMED, tables.size())))
              + (tables.size() > NAMED ? ", …" : ""));
    }
    int others = changes.size() - tables.size();
    if (tables.isEmpty()) {
      summary.addAll(changes.subList(0, FEW));
      others -= FEW;
    }
    if (others > 0) {
      summary.add(others == 1 ? "another change" : others + " other changes");
    }
    return summary;
  }
}
