/// What a change of a spec breaks for its clients.
///
/// Invariant: A change that cannot be proved harmless is breaking.
@NullMarked
package dev.freehold.spec.diff;

import org.jspecify.annotations.NullMarked;
