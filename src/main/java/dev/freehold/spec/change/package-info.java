/// What a change of a spec does to the clients that were written against it before.
///
/// Invariant: a pure function of two valid specs; what it cannot tell to be harmless is breaking.
@NullMarked
package dev.freehold.spec.change;

import org.jspecify.annotations.NullMarked;
