/// The conditions of a query as predicates: `due_on[lte]=2026-12-31`, `or=(…)`, named filters.
///
/// Invariant: a column is reached only through the `View` of whoever asks; what is read is a predicate or a violation.
@NullMarked
package dev.freehold.input.filter;

import org.jspecify.annotations.NullMarked;
