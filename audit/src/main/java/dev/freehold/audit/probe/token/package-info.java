/// Probes of tokens and of sign-in.
///
/// Invariant: A token is tried only on an operation that refuses a request without one.
@NullMarked
package dev.freehold.audit.probe.token;

import org.jspecify.annotations.NullMarked;
