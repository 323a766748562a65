/// The field types of the language: how a value is read, checked and written as JSON, text and SQL.
///
/// Invariant: A value is read the same way wherever it comes from; quoted SQL text cannot end its
/// quotes.
@NullMarked
package dev.freehold.type;

import org.jspecify.annotations.NullMarked;
