/// The pieces that all statements share: the caller, the table, how values travel.
///
/// Invariant: what a piece says of whose rows it reaches names the caller's row, so that it is evaluated after it.
@NullMarked
package dev.freehold.sql.form;

import org.jspecify.annotations.NullMarked;
