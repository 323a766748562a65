/// Renders a plan as an OpenAPI 3.1 document with paths, parameters, schemas and examples.
///
/// Invariant: The document contains every route, status and error code of the server, and no
/// others.
@NullMarked
package dev.freehold.openapi;

import org.jspecify.annotations.NullMarked;
