/// Migration files: reading, writing and checking them.
///
/// Invariant: The reader returns exactly what was written, or a fault with its line.
@NullMarked
package dev.freehold.migrate.file;

import org.jspecify.annotations.NullMarked;
