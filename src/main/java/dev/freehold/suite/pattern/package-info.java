/// Texts that a regular expression matches.
///
/// Invariant: what is made is a candidate, never more: whoever takes it holds it to the pattern itself.
@NullMarked
package dev.freehold.suite.pattern;

import org.jspecify.annotations.NullMarked;
