/// Values, rows and texts that a spec accepts, and those that it refuses.
///
/// Invariant: Where no value can be made, the reason is given.
@NullMarked
package dev.freehold.testkit.value;

import org.jspecify.annotations.NullMarked;
