/// One audit from beginning to end.
///
/// Invariant: An audit ends, and what it made is deleted or named.
@NullMarked
package dev.freehold.audit.run;

import org.jspecify.annotations.NullMarked;
