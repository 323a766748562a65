/// Test cases that follow from a plan: access, values, lists.
///
/// Invariant: Expectations follow from the plan by logic of their own.
@NullMarked
package dev.freehold.testkit.generate;

import org.jspecify.annotations.NullMarked;
