/// The field types of the spec language: how a value of each is written, checked and normalized.
///
/// Invariant: a value is read the same way wherever it comes from: a spec, a JSON body, a query parameter or a path.
@NullMarked
package dev.freehold.type;

import org.jspecify.annotations.NullMarked;
