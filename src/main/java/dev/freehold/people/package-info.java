/// People and their sessions, as PostgreSQL keeps them.
///
/// Invariant: what becomes of a session is decided in one statement, by the database's clock; no node remembers it
/// otherwise.
@NullMarked
package dev.freehold.people;

import org.jspecify.annotations.NullMarked;
