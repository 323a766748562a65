/// PostgreSQL's programs: packed on the class path, unpacked in a cache.
///
/// Invariant: what lies under its name in the cache is whole.
@NullMarked
package dev.freehold.postgres.bundle;

import org.jspecify.annotations.NullMarked;
