package dev.freehold.migrate;

import java.util.List;

/// Refuses a database that is not what its ledger says: somebody else changed it, and what to do about that is theirs
/// to say.
final class Drift {
  private Drift() {}

  static void mustBeNone(Ledger.Head head) {
    if (head.format() > Ledger.FORMAT) {
      throw new MigrationRefused(
          "The database was last prepared by Freehold "
              + head.program()
              + ", which is newer than this one.",
          "Run that version or a later one.");
    }
    if (!head.drift().isEmpty()) {
      throw new MigrationRefused(
          "The database is not as Freehold left it:",
          head.drift(),
          "Nothing was changed. Undo these by hand, then start again.",
          null);
    }
  }

  /// For a database without a ledger.
  static void mustBeEmpty(Server server) {
    List<String> schemas = server.schemas();
    if (!schemas.isEmpty()) {
      throw new MigrationRefused(
          "The database "
              + server.database()
              + " has schemas that Freehold did not make: "
              + String.join(", ", schemas),
          "Use another database, or drop them if nothing in them is needed.");
    }
  }
}
