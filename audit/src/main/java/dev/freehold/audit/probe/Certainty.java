package dev.freehold.audit.probe;

/// What the audit can say about a condition on a row: with `NULL`, SQL's `unknown`, a row does not
/// meet it.
enum Certainty {
  TRUE,
  FALSE,
  /// It compares with null.
  NULL,
  /// The audit does not know a value, or does not understand the condition.
  UNKNOWN;

  static Certainty of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /// Whether it is certain that a row does not meet the condition.
  boolean isNotMet() {
    return this == FALSE || this == NULL;
  }

  Certainty not() {
    return switch (this) {
      case TRUE -> FALSE;
      case FALSE -> TRUE;
      case NULL, UNKNOWN -> this;
    };
  }

  Certainty and(Certainty other) {
    return either(other, FALSE);
  }

  Certainty or(Certainty other) {
    return either(other, TRUE);
  }

  /// @param decides the value that decides the result, whatever the other one is
  private Certainty either(Certainty other, Certainty decides) {
    if (this == decides || other == decides) {
      return decides;
    }
    if (this == UNKNOWN || other == UNKNOWN) {
      return UNKNOWN;
    }
    return this == NULL ? this : other;
  }
}
