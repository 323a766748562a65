/// What all operations on resources stand on, and the reading of one row.
///
/// Invariant: only `Authorize` makes a `Scope` or a `Sight`, and no operation reaches the database without them.
@NullMarked
package dev.freehold.api;

import org.jspecify.annotations.NullMarked;
