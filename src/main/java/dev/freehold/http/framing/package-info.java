/// Bytes of a connection to request heads that may be served (RFC 9112).
///
/// Invariant: what can be read in two ways is not read at all; after such bytes nothing more is.
@NullMarked
package dev.freehold.http.framing;

import org.jspecify.annotations.NullMarked;
