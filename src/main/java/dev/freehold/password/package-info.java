/// Passwords: which are acceptable, how they are hashed, and how much of the machine that may take.
///
/// Invariant: no hash is computed on an event loop, and never more at once than the gate is wide.
@NullMarked
package dev.freehold.password;

import org.jspecify.annotations.NullMarked;
