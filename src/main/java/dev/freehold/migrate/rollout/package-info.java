/// What a database is to be given: the files that it has not had, or where there are none what the spec asks for.
///
/// Invariant: what is applied is what was shown, in the order in which it was shown.
@NullMarked
package dev.freehold.migrate.rollout;

import org.jspecify.annotations.NullMarked;
