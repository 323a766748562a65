/// Tokens as bytes: how they are made, and what it takes to be believed.
///
/// Invariant: nothing of a token is read before its form is proved, and no claim before its MAC; the verifier decides
/// algorithm, type, issuer and audience.
@NullMarked
package dev.freehold.token;

import org.jspecify.annotations.NullMarked;
