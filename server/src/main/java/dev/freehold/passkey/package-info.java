/// Passkeys: the ceremonies of WebAuthn Level 3, and the JSON that browsers exchange in them.
///
/// Invariant: Nothing of the library that verifies leaves the package, and nothing of it is loaded for a
/// spec without passkeys.
@NullMarked
package dev.freehold.passkey;

import org.jspecify.annotations.NullMarked;
