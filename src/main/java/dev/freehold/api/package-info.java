/// One file per operation on a resource.
///
/// Invariant: only `Authorize` makes a `Scope`, and no operation reaches the database without one.
@NullMarked
package dev.freehold.api;

import org.jspecify.annotations.NullMarked;
