/// Rows at the other end of a relation, as JSON that PostgreSQL makes.
///
/// Invariant: each hop reaches what its own view says, and its JSON is the one that a row of an answer is written as.
@NullMarked
package dev.freehold.sql.embed;

import org.jspecify.annotations.NullMarked;
