/// Storage of accounts and sessions.
///
/// Invariant: Each session change is one statement that uses the clock of the database.
@NullMarked
package dev.freehold.account;

import org.jspecify.annotations.NullMarked;
