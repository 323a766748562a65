/// Values and schemas of a description that somebody else wrote: what follows one, and whether something does.
///
/// Invariant: no schema, pattern or value makes it run for long.
@NullMarked
package dev.freehold.description.value;

import org.jspecify.annotations.NullMarked;
