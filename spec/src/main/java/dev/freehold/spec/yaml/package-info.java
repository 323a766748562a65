/// Parses YAML text to nodes with line and column.
///
/// Invariant: Parsing terminates for any input, and a node is either read or reported, never both.
@NullMarked
package dev.freehold.spec.yaml;

import org.jspecify.annotations.NullMarked;
