/// The way from what was applied to what a spec asks, as steps that say what each of them costs.
///
/// Invariant: a pure function of two models and of what is told of the rows; nothing here reaches a database.
@NullMarked
package dev.freehold.migrate.plan;

import org.jspecify.annotations.NullMarked;
