/// Limits on how often and how many at once, by client address or account.
///
/// Invariant: An unauthenticated client chooses neither whose allowance nor how much memory is used.
@NullMarked
package dev.freehold.ratelimit;

import org.jspecify.annotations.NullMarked;
