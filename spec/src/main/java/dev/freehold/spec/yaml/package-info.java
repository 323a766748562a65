/// YAML text to nodes that know their line and column.
///
/// Invariant: Reading ends, whatever the bytes, and a node is read or reported, never both.
@NullMarked
package dev.freehold.spec.yaml;

import org.jspecify.annotations.NullMarked;
