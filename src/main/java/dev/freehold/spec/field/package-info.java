/// The fields of a resource, and the words that a field may have.
///
/// Invariant: a field with a fault is there for what names it, so that one fault is not reported as two.
@NullMarked
package dev.freehold.spec.field;

import org.jspecify.annotations.NullMarked;
