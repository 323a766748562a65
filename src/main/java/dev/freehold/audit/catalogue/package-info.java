/// The probes there are, in the order in which they run.
///
/// Invariant: each probe stands here once, and its id is its own.
@NullMarked
package dev.freehold.audit.catalogue;

import org.jspecify.annotations.NullMarked;
