/// Limits on how often and how many at once, by client address or account.
///
/// Invariant: A stranger chooses neither whose allowance is used nor how much memory is used.
@NullMarked
package dev.freehold.ratelimit;

import org.jspecify.annotations.NullMarked;
