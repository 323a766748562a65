/// The first draft of a spec, from what is there already: the text of one, commented where it is unsure.
///
/// Invariant: a draft has no fault; what it is unsure of, it says.
@NullMarked
package dev.freehold.draft;

import org.jspecify.annotations.NullMarked;
