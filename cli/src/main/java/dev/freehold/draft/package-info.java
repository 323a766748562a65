/// Drafts a spec from an OpenAPI document or a PostgreSQL database.
///
/// Invariant: a draft is a valid spec, and its uncertain parts are marked.
@NullMarked
package dev.freehold.draft;

import org.jspecify.annotations.NullMarked;
