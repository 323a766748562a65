/// SQL that people write, taken apart into its statements.
///
/// Invariant: a statement ends where psql would end it.
@NullMarked
package dev.freehold.migrate.file.sql;

import org.jspecify.annotations.NullMarked;
