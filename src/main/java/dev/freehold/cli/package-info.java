/// The commands, one file each.
///
/// Invariant: a command parses words and prints; what it does lives elsewhere.
@NullMarked
package dev.freehold.cli;

import org.jspecify.annotations.NullMarked;
