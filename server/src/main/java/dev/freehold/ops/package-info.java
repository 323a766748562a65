/// Health endpoints and logs.
///
/// Invariant: A health check costs no statement.
@NullMarked
package dev.freehold.ops;

import org.jspecify.annotations.NullMarked;
