/// Passkeys: the ceremonies of WebAuthn Level 3, and the JSON that browsers exchange in them. Nothing of
/// the library that verifies them leaves the package, and nothing of it is loaded before the first
/// ceremony.
@NullMarked
package dev.freehold.passkey;

import org.jspecify.annotations.NullMarked;
