/// Access tokens of external issuers, sign-in by OpenID Connect providers, and the keys that verify their tokens.
///
/// Invariant: The `iss` of a token selects an entry of the spec and nothing else; every other claim is read
/// after its signature was verified by a key of that entry, with the algorithm of that entry.
/// A discovery document is believed of the configured issuer alone.
@NullMarked
package dev.freehold.issuer;

import org.jspecify.annotations.NullMarked;
