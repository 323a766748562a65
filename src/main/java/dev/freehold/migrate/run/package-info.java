/// A plan's steps, done one by one by whoever holds the lease.
///
/// Invariant: a step is done exactly where the ledger says so, whatever ends and whenever.
@NullMarked
package dev.freehold.migrate.run;

import org.jspecify.annotations.NullMarked;
