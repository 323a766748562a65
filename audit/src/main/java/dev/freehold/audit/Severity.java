package dev.freehold.audit;

import java.util.Locale;

/// The severity of a finding, highest first.
public enum Severity {
  /// Somebody reads or changes what belongs to another, or gets in without a right to.
  CRITICAL,
  /// A wall is missing, though something else is needed to go through.
  HIGH,
  /// A client or an attacker gains something.
  MEDIUM,
  /// Not as it should be.
  LOW,
  /// Worth knowing.
  INFO;

  /// In lower case.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
