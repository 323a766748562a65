/// What was applied to a database, as it remembers it itself, and whether that is still so.
///
/// Invariant: the newest row says what is there: the model, and what the catalog showed right after.
@NullMarked
package dev.freehold.migrate.ledger;

import org.jspecify.annotations.NullMarked;
