/// What a probe of `freehold audit` sees of a live server, and what it says of it.
///
/// Invariant: a probe reaches the server only through [Site], which counts, slows, shows and cleans up.
@NullMarked
package dev.freehold.audit;

import org.jspecify.annotations.NullMarked;
