/// What all clients of a server together may make it hold.
///
/// Invariant: memory that waits for a client is bounded, whatever the number of clients.
@NullMarked
package dev.freehold.http.load;

import org.jspecify.annotations.NullMarked;
