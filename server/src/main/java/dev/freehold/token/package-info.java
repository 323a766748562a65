/// Access tokens (JWT), their keys, and refresh tokens as bytes.
///
/// Invariant: No claim is read before its signature or MAC is verified.
@NullMarked
package dev.freehold.token;

import org.jspecify.annotations.NullMarked;
