/// A checked `Spec` compiled to an `ApiPlan`: the last place that decides anything.
///
/// Invariant: the plan is a pure function of the spec; readers of it only render.
@NullMarked
package dev.freehold.plan;

import org.jspecify.annotations.NullMarked;
