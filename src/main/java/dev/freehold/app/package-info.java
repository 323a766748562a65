/// Configuration and assembly: every object made once, top to bottom.
///
/// Invariant: what can fail at start fails here, all faults at once, before a socket opens.
@NullMarked
package dev.freehold.app;

import org.jspecify.annotations.NullMarked;
