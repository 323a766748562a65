/// What one node says: a plain value, a mapping of known words, a type, a pattern, a literal.
///
/// Invariant: a node is either read or reported, and one that was reported is not reported again.
@NullMarked
package dev.freehold.spec.value;

import org.jspecify.annotations.NullMarked;
