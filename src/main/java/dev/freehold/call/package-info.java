/// HTTP calls that a command makes to a server that it tests: built, sent, shown as `curl`, and answered.
///
/// Invariant: a call ends by its deadline and holds no more than its cap, whatever the server does.
@NullMarked
package dev.freehold.call;

import org.jspecify.annotations.NullMarked;
