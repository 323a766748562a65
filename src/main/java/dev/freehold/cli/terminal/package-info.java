/// What commands share: the spec that a command line names, and how a person is told of faults.
///
/// Invariant: nothing of a spec or of stored data reaches a terminal as something that it would obey.
@NullMarked
package dev.freehold.cli.terminal;

import org.jspecify.annotations.NullMarked;
