/// Health, logs and counts.
///
/// Invariant: health answers come from memory and cost no statement.
@NullMarked
package dev.freehold.ops;

import org.jspecify.annotations.NullMarked;
