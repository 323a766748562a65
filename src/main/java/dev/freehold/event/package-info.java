/// What happened, as values; `ops` turns them into log lines and counts.
///
/// Invariant: no event carries a secret, a body or a query value.
@NullMarked
package dev.freehold.event;

import org.jspecify.annotations.NullMarked;
