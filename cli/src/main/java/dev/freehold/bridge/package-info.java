/// The Model Context Protocol over standard input and output, passed on to a server.
///
/// Invariant: Messages pass through unchanged; standard output has nothing else.
@NullMarked
package dev.freehold.bridge;

import org.jspecify.annotations.NullMarked;
