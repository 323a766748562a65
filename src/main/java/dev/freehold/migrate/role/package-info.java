/// The server that holds a database, and the roles that requests run as.
///
/// Invariant: a serving role owns nothing, and no role that is not ours is touched.
@NullMarked
package dev.freehold.migrate.role;

import org.jspecify.annotations.NullMarked;
