/// What can go wrong with a request, and how a client is told.
///
/// Invariant: Each problem has one status, one code and one message, from a total switch.
@NullMarked
package dev.freehold.problem;

import org.jspecify.annotations.NullMarked;
