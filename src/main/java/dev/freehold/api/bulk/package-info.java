/// Changes of many rows in one request.
///
/// Invariant: all of the rows are changed, or none; how many there may be is bounded before the first is.
@NullMarked
package dev.freehold.api.bulk;

import org.jspecify.annotations.NullMarked;
