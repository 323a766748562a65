/// Probes of tokens and of signing in (OWASP API2:2023, broken authentication): tokens that were never given out, tokens in
/// places where they do not belong, tokens that should be over, and what signing in gives away.
///
/// Invariant: a token that is tried at a door is tried at one that nobody opens without a token.
@NullMarked
package dev.freehold.audit.token;

import org.jspecify.annotations.NullMarked;
