/// The front page and the API documentation.
///
/// Invariant: No page loads anything from another address or runs an inline script.
@NullMarked
package dev.freehold.pages;

import org.jspecify.annotations.NullMarked;
