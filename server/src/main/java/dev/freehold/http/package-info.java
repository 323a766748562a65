/// Requests, replies, routes and the one response format.
///
/// Invariant: Every answer with a body has the one format.
@NullMarked
package dev.freehold.http;

import org.jspecify.annotations.NullMarked;
