/// What the tables of a PostgreSQL database say, as what a draft is made from.
///
/// Invariant: the database is only read, its catalog alone, and for a bounded time.
@NullMarked
package dev.freehold.draft.database;

import org.jspecify.annotations.NullMarked;
