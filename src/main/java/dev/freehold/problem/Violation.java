package dev.freehold.problem;

/// One fault of one input.
///
/// @param field the JSON key, or the name of the query or path parameter; `""` for the body itself; elements and members
///     of a nested value as `tags[2]`
/// @param code stable, snake_case: one of the constants of [ViolationCode]
/// @param message a sentence for a person, naming the limit that was passed
public record Violation(String field, String code, String message) {}
