/// PostgreSQL connections: pipelined statements, transactions, connection URLs, health.
///
/// Invariant: One call is one statement and one round trip; a connection comes back clean or is
/// dropped.
@NullMarked
package dev.freehold.db;

import org.jspecify.annotations.NullMarked;
