/// The embedded PostgreSQL server: unpack, initialize, start, adopt, stop.
///
/// Invariant: the server listens on no TCP port, asks every connection for SCRAM-SHA-256, and writes with fsync on.
@NullMarked
package dev.freehold.postgres;

import org.jspecify.annotations.NullMarked;
