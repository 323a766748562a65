/// One audit from start to end.
///
/// Invariant: An audit ends, and the rows and accounts that it created are deleted or reported.
@NullMarked
package dev.freehold.audit.run;

import org.jspecify.annotations.NullMarked;
