/// Changes of rows as text.
///
/// Invariant: a change runs only when it is read, and it is read behind the caller's settings.
@NullMarked
package dev.freehold.sql.change;

import org.jspecify.annotations.NullMarked;
