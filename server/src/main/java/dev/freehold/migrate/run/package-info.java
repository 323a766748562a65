/// Runs the steps of a plan: lease, ledger, roles, drift.
///
/// Invariant: A step is done exactly if the ledger records it, and a node that lost the lease
/// changes nothing.
@NullMarked
package dev.freehold.migrate.run;

import org.jspecify.annotations.NullMarked;
