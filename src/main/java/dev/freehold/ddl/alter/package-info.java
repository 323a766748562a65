/// Changes of what a database already has, as text.
///
/// Invariant: a value that a change of type cannot keep is counted by the same condition that ends it.
@NullMarked
package dev.freehold.ddl.alter;

import org.jspecify.annotations.NullMarked;
