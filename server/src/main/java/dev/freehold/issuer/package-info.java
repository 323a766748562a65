/// Access tokens of external issuers, and the keys that verify them.
///
/// Invariant: The `iss` of a token selects an entry of the spec and nothing else; every other claim is read
/// after its signature was verified by a key of that entry, with the algorithm of that entry.
@NullMarked
package dev.freehold.issuer;

import org.jspecify.annotations.NullMarked;
