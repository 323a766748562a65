/// What a resource adds to the document: its paths, parameters, schemas and examples; and batches of all of them.
///
/// Invariant: what the spec grants to nobody is not there, and what it grants to some says to whom.
@NullMarked
package dev.freehold.openapi.resource;

import org.jspecify.annotations.NullMarked;
