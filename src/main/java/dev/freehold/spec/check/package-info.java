/// The nodes of a spec to a checked `Spec`, or to every fault at once.
///
/// Invariant: a fault never hides another one that does not follow from it; a spec without issues
/// has no fault that later phases, PostgreSQL included, could find.
@NullMarked
package dev.freehold.spec.check;

import org.jspecify.annotations.NullMarked;
