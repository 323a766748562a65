/// The front page, the API documentation, and the pages of accounts.
///
/// Invariant: No page loads anything from another address or runs an inline script.
@NullMarked
package dev.freehold.pages;

import org.jspecify.annotations.NullMarked;
