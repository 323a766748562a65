/// Compiles a `Spec` to an `ApiPlan`: tables, columns, keys, relations.
///
/// Invariant: A pure function of the spec; readers of the plan only render it.
@NullMarked
package dev.freehold.plan;

import org.jspecify.annotations.NullMarked;
