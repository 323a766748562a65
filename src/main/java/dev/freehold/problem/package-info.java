/// What can go wrong with a request, as a closed family of values.
///
/// Invariant: every problem has exactly one status, one code and one message, each from a total switch; no message names SQL, a table, a stack or a version.
@NullMarked
package dev.freehold.problem;

import org.jspecify.annotations.NullMarked;
