/// `freehold migrate`: what a database is to be given, shown, agreed to and applied.
///
/// Invariant: nothing is applied that was not shown, or named by the id under which it was shown.
@NullMarked
package dev.freehold.cli.migrate;

import org.jspecify.annotations.NullMarked;
