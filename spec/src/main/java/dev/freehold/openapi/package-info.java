/// Renders a plan as an OpenAPI 3.1 document: paths, parameters, schemas, examples.
///
/// Invariant: The document has every route, status and error code of the server, and no other.
@NullMarked
package dev.freehold.openapi;

import org.jspecify.annotations.NullMarked;
