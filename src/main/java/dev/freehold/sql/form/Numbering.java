package dev.freehold.sql.form;

/// Numbers the parameters of one text, in the order in which [Parameters] takes their values. `$1` is the caller's.
public final class Numbering {
  private int last;

  public Numbering() {
    this(1);
  }

  /// @param last the last number that is taken
  public Numbering(int last) {
    this.last = last;
  }

  public int next() {
    return ++last;
  }
}
