/// An operation of the document, the ways in which it fails, and what operations share: names, parameters, headers.
///
/// Invariant: what two operations have alike is one component.
@NullMarked
package dev.freehold.openapi.operation;

import org.jspecify.annotations.NullMarked;
