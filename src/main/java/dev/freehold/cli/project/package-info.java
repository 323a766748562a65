/// `freehold new`.
///
/// Invariant: what is there is left alone.
@NullMarked
package dev.freehold.cli.project;

import org.jspecify.annotations.NullMarked;
