/// How cases are told: who is in them, what rows they need first, and what must come of each call.
///
/// Invariant: who may do what follows from the words of the spec alone.
@NullMarked
package dev.freehold.suite.story;

import org.jspecify.annotations.NullMarked;
