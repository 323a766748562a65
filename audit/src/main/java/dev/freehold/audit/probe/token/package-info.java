/// Probes of tokens and of signing in.
///
/// Invariant: A token is tried only where nobody gets in without one.
@NullMarked
package dev.freehold.audit.probe.token;

import org.jspecify.annotations.NullMarked;
