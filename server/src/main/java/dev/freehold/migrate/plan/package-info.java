/// Plans the steps from one schema to another, each with its lock, risk and cost.
///
/// Invariant: A pure function of both schemas; the same end is reached from wherever a migration
/// stopped.
@NullMarked
package dev.freehold.migrate.plan;

import org.jspecify.annotations.NullMarked;
