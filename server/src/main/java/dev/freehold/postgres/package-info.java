/// The embedded PostgreSQL server: programs, data directory, process.
///
/// Invariant: No TCP port is opened, SCRAM is always on, and no program sees a variable of ours.
@NullMarked
package dev.freehold.postgres;

import org.jspecify.annotations.NullMarked;
