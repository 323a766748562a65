/// Cases against a running server.
///
/// Invariant: a run ends, whatever the server does or does not answer.
@NullMarked
package dev.freehold.suite.run;

import org.jspecify.annotations.NullMarked;
