/// OpenAPI descriptions from other servers, and values that follow their schemas.
///
/// Invariant: Reading and sampling terminate for every document.
@NullMarked
package dev.freehold.description;

import org.jspecify.annotations.NullMarked;
