/// An OpenAPI description (3.0, 3.1) that somebody else wrote, as operations, parameters and schemas.
///
/// Invariant: reading and asking end, whatever the bytes: references are followed lazily and only so far.
@NullMarked
package dev.freehold.description;

import org.jspecify.annotations.NullMarked;
