/// Orders, and where in one a page begins.
///
/// Invariant: the ranges behind a row are disjoint and together hold every row that the order puts behind it.
@NullMarked
package dev.freehold.sql.page;

import org.jspecify.annotations.NullMarked;
