/// The errors of the API, and their HTTP responses.
///
/// Invariant: Each problem has one status, one code and one message, from a total switch.
@NullMarked
package dev.freehold.problem;

import org.jspecify.annotations.NullMarked;
