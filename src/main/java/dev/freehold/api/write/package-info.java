/// Changes of one row, and how any change is run: at once, in a transaction, as a rehearsal, or once only.
///
/// Invariant: a rehearsal leaves nothing behind; a change with a key happens once, with its answer, or not at all.
@NullMarked
package dev.freehold.api.write;

import org.jspecify.annotations.NullMarked;
