/// A checked `Spec`, and the issues of one that is not valid.
///
/// Invariant: A `Spec` that exists is valid.
@NullMarked
package dev.freehold.spec;

import org.jspecify.annotations.NullMarked;
