/// The language of `checks`: the text of a rule → the rule.
///
/// Invariant: linear time, bounded depth; every fault has its place and a remedy.
@NullMarked
package dev.freehold.rule.read;

import org.jspecify.annotations.NullMarked;
