/// A test of a served spec as data: who sends what, and what is expected of each answer.
///
/// Invariant: a case says all that it needs and depends on no other, so that cases run in any order.
@NullMarked
package dev.freehold.suite;

import org.jspecify.annotations.NullMarked;
