/// Configuration and wiring of the server.
///
/// Invariant: Invalid configuration fails at start, with all faults at once.
@NullMarked
package dev.freehold.app;

import org.jspecify.annotations.NullMarked;
