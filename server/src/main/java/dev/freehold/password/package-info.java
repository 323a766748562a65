/// Password policy and Argon2id hashes.
///
/// Invariant: No hash runs on an event loop, and no more run at once than there are cores.
@NullMarked
package dev.freehold.password;

import org.jspecify.annotations.NullMarked;
