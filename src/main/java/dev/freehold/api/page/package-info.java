/// Lists of rows, a page at a time.
///
/// Invariant: a page is written as it arrives, and never grows past its limit.
@NullMarked
package dev.freehold.api.page;

import org.jspecify.annotations.NullMarked;
