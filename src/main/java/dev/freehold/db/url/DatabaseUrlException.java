package dev.freehold.db.url;

import java.util.List;

/// A database URL that cannot be used. Shows neither the URL nor any value of it that may be a secret.
public final class DatabaseUrlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  public DatabaseUrlException(List<String> faults) {
    super(String.join("; ", faults), null, false, false);
    this.faults = List.copyOf(faults);
  }

  /// Every fault, each with its remedy.
  public List<String> faults() {
    return faults;
  }
}
