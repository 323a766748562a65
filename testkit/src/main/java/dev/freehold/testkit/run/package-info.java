/// Runs test cases against a running server.
///
/// Invariant: a run terminates regardless of the server.
@NullMarked
package dev.freehold.testkit.run;

import org.jspecify.annotations.NullMarked;
