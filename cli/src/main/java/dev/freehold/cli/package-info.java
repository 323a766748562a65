/// The commands, one per file, and the entry point.
///
/// Invariant: a command parses arguments and prints; other packages do the work.
@NullMarked
package dev.freehold.cli;

import org.jspecify.annotations.NullMarked;
