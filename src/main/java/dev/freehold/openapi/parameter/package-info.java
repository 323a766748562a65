/// The parameters and headers of requests: which rows, which page, what of each, and how a change is done.
///
/// Invariant: a field that an answer shows has a parameter for each operator that it takes, and another field has none.
@NullMarked
package dev.freehold.openapi.parameter;

import org.jspecify.annotations.NullMarked;
