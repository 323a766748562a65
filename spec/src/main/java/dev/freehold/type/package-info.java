/// The field types of the spec language: parsing, validation, and writing as JSON, text and SQL.
///
/// Invariant: Values from all sources are parsed the same way. Quoted SQL text cannot end its
/// quotes.
@NullMarked
package dev.freehold.type;

import org.jspecify.annotations.NullMarked;
