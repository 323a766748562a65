package dev.freehold.type;

/// A value that was read, or why it was not.
public sealed interface Parsed {

  /// @param value of the Java class that [Scalar] names
  record Ok(Object value) implements Parsed {}

  /// @param code one of [dev.freehold.problem.ViolationCode]
  /// @param message a predicate for a person, to stand after the field's name: `must be a whole number`
  record Bad(String code, String message) implements Parsed {}
}
