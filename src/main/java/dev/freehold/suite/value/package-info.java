/// Values and rows that a spec takes, at the edges of its rules, and those that it does not take.
///
/// Invariant: where no value can be made it is said why; what is made was held to the rules here, by none of the server's code.
@NullMarked
package dev.freehold.suite.value;

import org.jspecify.annotations.NullMarked;
