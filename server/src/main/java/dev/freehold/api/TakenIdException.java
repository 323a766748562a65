package dev.freehold.api;

/// An insert got an id that another row has: the id counter of the table lies behind the ids of
/// imported rows. Never reaches a client; see [WriteExecutor].
final class TakenIdException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String table;

  /// @param table without its schema
  TakenIdException(String table, Throwable cause) {
    super("an id of " + table + " is taken", cause, false, false);
    this.table = table;
  }

  String table() {
    return table;
  }
}
