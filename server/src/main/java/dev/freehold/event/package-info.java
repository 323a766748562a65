/// What happened in the server, as values.
///
/// Invariant: No event carries a secret, a body or a query value.
@NullMarked
package dev.freehold.event;

import org.jspecify.annotations.NullMarked;
