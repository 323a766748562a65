/// Compiles a `Spec` to an `ApiPlan`: tables, columns, keys, relations.
///
/// Invariant: The plan is a pure function of the spec; other packages only render it.
@NullMarked
package dev.freehold.plan;

import org.jspecify.annotations.NullMarked;
