/// From the model that was applied to the one that is asked for, one concern a file.
///
/// Invariant: from every model that steps leave behind, breaking off where they may, the same end is reached.
@NullMarked
package dev.freehold.migrate.compare;

import org.jspecify.annotations.NullMarked;
