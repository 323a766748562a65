/// The text of a spec to nodes that know where they stand: strict YAML 1.2, core schema, without
/// aliases and tags.
///
/// Invariant: whatever the bytes, reading ends, in bounded time and memory, with nodes or issues
/// and never an exception.
@NullMarked
package dev.freehold.spec.yaml;

import org.jspecify.annotations.NullMarked;
