/// Columns that come, and columns that become others.
///
/// Invariant: what works on every row holds no lock that anybody waits for, or the table is small.
@NullMarked
package dev.freehold.migrate.column;

import org.jspecify.annotations.NullMarked;
