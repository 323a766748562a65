package dev.freehold.input.query;

import dev.freehold.query.Predicate;
import org.jspecify.annotations.Nullable;

/// Which rows a change of many is about.
///
/// @param where never lets every row through by being empty
/// @param maxAffected more rows than these: none is changed. Null only where `byId`
/// @param byId whether the rows are named by their ids, and so bounded already
/// @param dryRun whether nothing is to be kept of it
public record BulkQuery(
    Predicate where, @Nullable Integer maxAffected, boolean byId, boolean dryRun) {}
