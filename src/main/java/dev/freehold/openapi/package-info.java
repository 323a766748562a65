/// Plan to the OpenAPI 3.1 document.
///
/// Invariant: the document describes every route, status and error that the server can answer with,
/// and no other.
@NullMarked
package dev.freehold.openapi;

import org.jspecify.annotations.NullMarked;
