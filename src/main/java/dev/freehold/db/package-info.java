/// PostgreSQL: pipelined connections, prepared statements, and what its errors mean. It knows no spec.
///
/// Invariant: one call is one statement in one round trip; every failure is a `DbFailure`.
@NullMarked
package dev.freehold.db;

import org.jspecify.annotations.NullMarked;
