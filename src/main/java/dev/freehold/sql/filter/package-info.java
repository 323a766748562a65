/// Predicates as text and values.
///
/// Invariant: of an empty list of alternatives the text is `false`; no value is part of a text.
@NullMarked
package dev.freehold.sql.filter;

import org.jspecify.annotations.NullMarked;
