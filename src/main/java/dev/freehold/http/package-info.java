/// Requests, replies, routes and the one answer format. It knows no spec and no database; `http.server` puts it on a socket.
///
/// Invariant: every answer with a body, the framework's own included, has the one format; a route is matched by a table made at start.
@NullMarked
package dev.freehold.http;

import org.jspecify.annotations.NullMarked;
