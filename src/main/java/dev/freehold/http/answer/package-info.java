/// What every answer has, whoever made it: its header section, its compression.
///
/// Invariant: a page of another origin reads an answer only where its origin is configured.
@NullMarked
package dev.freehold.http.answer;

import org.jspecify.annotations.NullMarked;
