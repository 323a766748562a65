/// Probes of authorization: rows, functions and properties of other users.
///
/// Invariant: After each attack the owner reads the row again.
@NullMarked
package dev.freehold.audit.probe.access;

import org.jspecify.annotations.NullMarked;
