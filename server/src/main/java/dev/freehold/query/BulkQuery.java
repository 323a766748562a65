package dev.freehold.query;

import org.jspecify.annotations.Nullable;

/// The query of a change by query.
///
/// @param where never matches all rows because of an empty condition
/// @param maxAffected if more rows match, none is changed; null only if `byId`
/// @param byId whether the query lists ids, which already limits the number of rows
/// @param dryRun whether the change is rolled back
public record BulkQuery(
    RowPredicate where, @Nullable Integer maxAffected, boolean byId, boolean dryRun) {}
