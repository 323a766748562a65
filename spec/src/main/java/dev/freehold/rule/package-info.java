/// The condition language of `checks`: lexer, parser, type checker and evaluator.
///
/// Invariant: Compiling takes linear time and evaluating raises no error, whatever the row holds.
@NullMarked
package dev.freehold.rule;

import org.jspecify.annotations.NullMarked;
