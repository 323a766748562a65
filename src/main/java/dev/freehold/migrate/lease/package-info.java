/// Who may migrate, one at a time, and how a holder waits: for nodes, for locks, for a database that is away.
///
/// Invariant: nothing is done under a lease that is another node's, whatever clock or connection failed.
@NullMarked
package dev.freehold.migrate.lease;

import org.jspecify.annotations.NullMarked;
