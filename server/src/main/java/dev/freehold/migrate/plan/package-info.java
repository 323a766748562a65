/// Plans the steps from one schema to another, each with its lock, risk and cost.
///
/// Invariant: A plan is a pure function of both schemas. An interrupted migration that is planned
/// again ends with the same schema.
@NullMarked
package dev.freehold.migrate.plan;

import org.jspecify.annotations.NullMarked;
