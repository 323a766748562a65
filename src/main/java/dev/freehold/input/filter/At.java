package dev.freehold.input.filter;

import dev.freehold.input.Violations;
import dev.freehold.type.Parsed;

/// Where in a request a term stands, to say what is wrong with it.
///
/// @param parameter as it was sent, shortened
/// @param subject what a predicate is said of
record At(Violations violations, String parameter, String subject) {

  /// A whole parameter.
  static At parameter(Violations violations, String name) {
    String shortened = Violations.shortened(name);
    return new At(violations, shortened, shortened);
  }

  /// Something that the parameter names.
  At of(String name) {
    return name.equals(parameter)
        ? new At(violations, parameter, name)
        : new At(violations, parameter, parameter + ": " + Violations.shortened(name));
  }

  /// @param message a predicate
  void fault(String code, String message) {
    violations.add(parameter, subject, code, message);
  }

  void fault(Parsed.Bad bad) {
    fault(bad.code(), bad.message());
  }
}
