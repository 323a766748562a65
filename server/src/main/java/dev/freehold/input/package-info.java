/// Reads ids, headers, cursors, bodies and query parameters into typed values, or reports every
/// violation.
///
/// Invariant: Only fields of a write set are read, and every query parameter is used or is a
/// violation.
@NullMarked
package dev.freehold.input;

import org.jspecify.annotations.NullMarked;
