/// The cases that follow from a spec.
///
/// Invariant: what is expected follows from the plan alone, by logic of its own: nothing of what answers requests is asked.
@NullMarked
package dev.freehold.suite.generate;

import org.jspecify.annotations.NullMarked;
