/// What a browser is shown: the front page and the API documentation, from the jar alone.
///
/// Invariant: no page loads anything from another address, and none runs inline script.
@NullMarked
package dev.freehold.pages;

import org.jspecify.annotations.NullMarked;
