/// Runs test cases against a running server.
///
/// Invariant: A run ends, whatever the server does.
@NullMarked
package dev.freehold.testkit.run;

import org.jspecify.annotations.NullMarked;
