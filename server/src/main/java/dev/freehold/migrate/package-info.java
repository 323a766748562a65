/// Compares a plan with a database, and applies migrations.
///
/// Invariant: Only steps that were shown or approved are run.
@NullMarked
package dev.freehold.migrate;

import org.jspecify.annotations.NullMarked;
