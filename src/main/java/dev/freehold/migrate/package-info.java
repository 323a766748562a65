/// What the plan asks of the database against what was applied: apply what only adds, refuse the rest.
///
/// Invariant: the database is either as the plan says or untouched.
@NullMarked
package dev.freehold.migrate;

import org.jspecify.annotations.NullMarked;
