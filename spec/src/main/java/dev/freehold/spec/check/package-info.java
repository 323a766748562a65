/// Checks YAML nodes and builds a `Spec`, or reports every issue.
///
/// Invariant: One issue never hides another.
@NullMarked
package dev.freehold.spec.check;

import org.jspecify.annotations.NullMarked;
