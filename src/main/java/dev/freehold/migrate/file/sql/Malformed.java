package dev.freehold.migrate.file.sql;

/// What stands at a line is not what may stand there. The reader of the file makes a [FileFault] of it.
public final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final String fault;

  public Malformed(int line, String fault) {
    super("line " + line + ": " + fault);
    this.line = line;
    this.fault = fault;
  }

  public int line() {
    return line;
  }

  public String fault() {
    return fault;
  }
}
