/// The parameters of a request as what it asks for: lists, one row, changes of many rows.
///
/// Invariant: every parameter that was sent is used or is a violation, and all violations are told at once.
@NullMarked
package dev.freehold.input.query;

import org.jspecify.annotations.NullMarked;
