/// Cases about what is taken of a body, and what becomes of it.
///
/// Invariant: each rule of each field is tried at its edge and just over it.
@NullMarked
package dev.freehold.suite.write;

import org.jspecify.annotations.NullMarked;
