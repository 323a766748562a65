/// Sign-up, log-in, refresh, log-out, the current user; authentication of requests.
///
/// Invariant: The verifier chooses the algorithm; a token never does.
@NullMarked
package dev.freehold.auth;

import org.jspecify.annotations.NullMarked;
