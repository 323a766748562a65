package dev.freehold.audit;

import java.util.Locale;

/// The severity of a finding, highest first.
public enum Severity {
  /// Access to data or functions of another user, or access without permission.
  CRITICAL,
  /// A security control is missing; exploitation needs a further condition.
  HIGH,
  /// A limited advantage for an attacker, or a defect that affects clients.
  MEDIUM,
  /// A deviation from good practice.
  LOW,
  /// An observation without impact.
  INFO;

  /// The name in lower case.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
