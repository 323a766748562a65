/// Checks YAML nodes and makes a `Spec`, or reports every issue.
///
/// Invariant: One fault never hides another.
@NullMarked
package dev.freehold.spec.check;

import org.jspecify.annotations.NullMarked;
