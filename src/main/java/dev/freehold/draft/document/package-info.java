/// What an OpenAPI description says, as what a draft is made from.
///
/// Invariant: whatever the document, it ends.
@NullMarked
package dev.freehold.draft.document;

import org.jspecify.annotations.NullMarked;
