/// What a probe sees of a live server, and what it reports.
///
/// Invariant: A probe reaches the server only through `Site`.
@NullMarked
package dev.freehold.audit;

import org.jspecify.annotations.NullMarked;
