/// JSON Schema 2020-12 of values and bodies, examples of them, and the writer of JSON objects that
/// both share.
///
/// Invariant: what a body's schema and formats let through the server accepts, as far as JSON
/// Schema can say it; no example is shown that the rules refuse.
@NullMarked
package dev.freehold.openapi.schema;

import org.jspecify.annotations.NullMarked;
