/// Access tokens (JWT, HS256) and refresh tokens as bytes.
///
/// Invariant: No claim is read before its MAC is verified.
@NullMarked
package dev.freehold.token;

import org.jspecify.annotations.NullMarked;
