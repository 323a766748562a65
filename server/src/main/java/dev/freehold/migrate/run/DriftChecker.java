package dev.freehold.migrate.run;

import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import java.util.List;

/// Refuses a database that differs from its ledger. The operator decides how to resolve the drift.
public final class DriftChecker {
  private DriftChecker() {}

  /// Of an older program or of this one.
  public static void requireSupportedFormat(LedgerRow head) {
    if (head.format() > MigrationLedger.FORMAT) {
      throw new MigrationRefusedException(
          "The database was last prepared by Freehold "
              + head.program()
              + ", which is newer than this one.",
          "Run that version or a later one.");
    }
  }

  public static void requireNoDrift(List<String> drift) {
    if (!drift.isEmpty()) {
      throw new MigrationRefusedException(
          "The database is not as Freehold left it:",
          drift,
          "Nothing was changed. Undo these by hand, then start again.",
          null);
    }
  }

  /// For a database without a ledger.
  ///
  /// @param schemas with a name of ours that are there
  public static void requireNoForeignSchemas(String database, List<String> schemas) {
    if (!schemas.isEmpty()) {
      throw new MigrationRefusedException(
          "The database "
              + database
              + " has schemas that Freehold did not make: "
              + String.join(", ", schemas),
          "Use another database, or drop them if nothing in them is needed.");
    }
  }
}
