/// Storage of accounts and sessions.
///
/// Invariant: Each session change is one statement, or a transaction that locks the row of its user
/// first. Both use the clock of the database.
@NullMarked
package dev.freehold.account;

import org.jspecify.annotations.NullMarked;
