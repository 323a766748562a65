/// OpenAPI descriptions that somebody else wrote, and values that follow their schemas.
///
/// Invariant: Reading and sampling end, whatever the document.
@NullMarked
package dev.freehold.description;

import org.jspecify.annotations.NullMarked;
