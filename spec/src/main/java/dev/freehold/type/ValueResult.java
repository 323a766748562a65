package dev.freehold.type;

import dev.freehold.type.FieldType.ScalarType;

/// The result of parsing a value: the value, or the violation.
public sealed interface ValueResult {

  /// @param value a value of the Java class given by [ScalarType]
  record Valid(Object value) implements ValueResult {}

  /// @param code one of [dev.freehold.problem.ViolationCode]
  /// @param message a predicate that follows the name of the field: `must be a whole number`
  record Invalid(String code, String message) implements ValueResult {}
}
