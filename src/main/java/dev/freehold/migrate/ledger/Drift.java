package dev.freehold.migrate.ledger;

import java.util.List;

/// Refuses a database that is not what its ledger says: somebody else changed it, and what to do about that is theirs
/// to say.
public final class Drift {
  private Drift() {}

  /// Of an older program or of this one.
  public static void mustBeReadable(LedgerRow head) {
    if (head.format() > Ledger.FORMAT) {
      throw new MigrationRefused(
          "The database was last prepared by Freehold "
              + head.program()
              + ", which is newer than this one.",
          "Run that version or a later one.");
    }
  }

  public static void mustBeNone(List<String> drift) {
    if (!drift.isEmpty()) {
      throw new MigrationRefused(
          "The database is not as Freehold left it:",
          drift,
          "Nothing was changed. Undo these by hand, then start again.",
          null);
    }
  }

  /// For a database without a ledger.
  ///
  /// @param schemas with a name of ours that are there
  public static void mustBeEmpty(String database, List<String> schemas) {
    if (!schemas.isEmpty()) {
      throw new MigrationRefused(
          "The database "
              + database
              + " has schemas that Freehold did not make: "
              + String.join(", ", schemas),
          "Use another database, or drop them if nothing in them is needed.");
    }
  }
}
