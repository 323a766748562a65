/// A project's own scenarios, `tests/*.yaml` beside the spec, as cases.
///
/// Invariant: a fault of a file never hides another, and a file with a fault gives no case.
@NullMarked
package dev.freehold.suite.scenario;

import org.jspecify.annotations.NullMarked;
