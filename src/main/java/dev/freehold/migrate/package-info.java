/// What the plan asks of the database against what was applied, and who may have it done.
///
/// Invariant: what runs is the plan that was shown or that a start may run by itself, and loses nothing that nobody agreed to lose.
@NullMarked
package dev.freehold.migrate;

import org.jspecify.annotations.NullMarked;
