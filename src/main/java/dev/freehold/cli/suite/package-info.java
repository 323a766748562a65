/// `freehold test`: a spec, served from a database that is thrown away, and its tests.
///
/// Invariant: nothing of a run stays: no file, no process, no row of anybody's database.
@NullMarked
package dev.freehold.cli.suite;

import org.jspecify.annotations.NullMarked;
