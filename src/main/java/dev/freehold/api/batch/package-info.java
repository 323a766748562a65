/// Several operations as one: `POST /batch`.
///
/// Invariant: each step is the very operation that a request of its own would be answered by, in one transaction that stays
/// whole or not at all.
@NullMarked
package dev.freehold.api.batch;

import org.jspecify.annotations.NullMarked;
