/// PostgreSQL's transactions: several statements that hold together, on connections of their own.
///
/// Invariant: whatever the work does, its connection comes back without a transaction or is dropped.
@NullMarked
package dev.freehold.db.transaction;

import org.jspecify.annotations.NullMarked;
