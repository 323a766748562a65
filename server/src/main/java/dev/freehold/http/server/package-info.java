/// The HTTP server: sockets, strict framing, limits, deadlines, response headers.
///
/// Invariant: One request gets one answer and one event; a message that can be read in two ways is
/// refused.
@NullMarked
package dev.freehold.http.server;

import org.jspecify.annotations.NullMarked;
