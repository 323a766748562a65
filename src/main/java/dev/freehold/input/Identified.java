package dev.freehold.input;

import dev.freehold.query.FieldValues;

/// What a body says of one of several rows.
///
/// @param id [Long] or [java.util.UUID], as the resource has it
/// @param values of the update set
public record Identified(Object id, FieldValues values) {}
