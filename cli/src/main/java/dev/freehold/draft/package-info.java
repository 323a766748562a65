/// The first text of a spec, from an OpenAPI description or a PostgreSQL database.
///
/// Invariant: A draft has no fault, and says what it is unsure of.
@NullMarked
package dev.freehold.draft;

import org.jspecify.annotations.NullMarked;
