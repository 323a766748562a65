/// People, passwords, sessions and tokens.
///
/// Invariant: the verifier decides algorithm, issuer, audience and type; a token never does.
@NullMarked
package dev.freehold.auth;

import org.jspecify.annotations.NullMarked;
