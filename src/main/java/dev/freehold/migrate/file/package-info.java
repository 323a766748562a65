/// Files of a migration, as data: what stands below `migrations/`, in its order.
///
/// Invariant: a file that exists is sound in itself; a chain that exists begins with an empty database.
@NullMarked
package dev.freehold.migrate.file;

import org.jspecify.annotations.NullMarked;
