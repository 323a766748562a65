/// Generates values, rows and texts that a spec accepts or refuses.
///
/// Invariant: if no value can be generated, the reason is given.
@NullMarked
package dev.freehold.testkit.value;

import org.jspecify.annotations.NullMarked;
