package dev.freehold.suite.story;

/// What must come of an operation, by who does it to whose row.
public enum Verdict {
  DONE(0, ""),
  /// Nobody may.
  NO_ROUTE(405, "METHOD_NOT_ALLOWED"),
  /// Not signed in, which would be needed.
  UNKNOWN(401, "UNAUTHORIZED"),
  FORBIDDEN(403, "FORBIDDEN"),
  /// Not this row: as if it were not there.
  HIDDEN(404, "NOT_FOUND");

  private final int status;
  private final String code;

  Verdict(int status, String code) {
    this.status = status;
    this.code = code;
  }

  /// Of the refusal.
  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public boolean isDone() {
    return this == DONE;
  }
}
