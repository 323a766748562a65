/// How a value is written: as text, as JSON, as a number, as a time.
///
/// Invariant: what is read is exactly what was written, neither guessed nor rounded; else it is refused.
@NullMarked
package dev.freehold.type.form;

import org.jspecify.annotations.NullMarked;
