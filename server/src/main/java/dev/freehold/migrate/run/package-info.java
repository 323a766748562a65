/// Runs the steps of a plan: lease, ledger, roles, drift.
///
/// Invariant: A step is done exactly when the ledger says so, and nothing is done under a lease of
/// another node.
@NullMarked
package dev.freehold.migrate.run;

import org.jspecify.annotations.NullMarked;
