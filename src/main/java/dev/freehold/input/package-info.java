/// Bytes of a request to typed values, or to every violation at once.
///
/// Invariant: only fields of a write set are read; anything else is a violation, never ignored.
@NullMarked
package dev.freehold.input;

import org.jspecify.annotations.NullMarked;
