package dev.freehold.migrate.run;

import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import java.util.List;

/// Refuses a database that differs from its ledger. The operator decides how to resolve the drift.
public final class DriftChecker {
  private DriftChecker() {}

  /// Refuses a ledger that a newer program has written.
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

  /// Refuses a database without a ledger that already has schemas with Freehold's names.
  ///
  /// @param schemas the existing schemas with such a name
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
