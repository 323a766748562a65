/// HTTP/1.1 on a socket: framing, limits, deadlines, and the headers that every answer has.
///
/// Invariant: every request that is read gets exactly one answer and one `Event.Answered`; what
/// cannot be framed is answered and closed.
@NullMarked
package dev.freehold.http.server;

import org.jspecify.annotations.NullMarked;
