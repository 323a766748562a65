/// The commands, one per file, and the entry point.
///
/// Invariant: A command parses arguments and prints; the work is done elsewhere.
@NullMarked
package dev.freehold.cli;

import org.jspecify.annotations.NullMarked;
