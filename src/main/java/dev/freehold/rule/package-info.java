/// A rule about one row, as a typed tree, and what it is of a row.
///
/// Invariant: every rule ends, and raises no error, whatever the row holds.
@NullMarked
package dev.freehold.rule;

import org.jspecify.annotations.NullMarked;
