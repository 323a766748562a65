package dev.freehold.type;

import dev.freehold.type.FieldType.ScalarType;

/// The result of parsing a value: the value, or the violation.
public sealed interface ValueResult {

  /// @param value of the Java class that [ScalarType] names
  record Valid(Object value) implements ValueResult {}

  /// @param code one of [dev.freehold.problem.ViolationCode]
  /// @param message a predicate for a person, to stand after the field's name: `must be a whole number`
  record Invalid(String code, String message) implements ValueResult {}
}
