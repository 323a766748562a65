/// The table of operations, and each as an endpoint.
///
/// Invariant: what the spec grants to nobody has no line in the table.
@NullMarked
package dev.freehold.api.route;

import org.jspecify.annotations.NullMarked;
