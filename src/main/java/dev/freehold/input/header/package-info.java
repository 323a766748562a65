/// Header fields that say how a resource call is to be done: preconditions, preferences, idempotency keys.
///
/// Invariant: a header that could make a call unsafe when it is misread is refused; one that only asks a favour is ignored.
@NullMarked
package dev.freehold.input.header;

import org.jspecify.annotations.NullMarked;
