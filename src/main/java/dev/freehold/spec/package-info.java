/// The spec language: text to nodes with places, nodes to a checked `Spec` or to every issue at once.
///
/// Invariant: a `Spec` that exists is valid; nobody downstream checks it again.
@NullMarked
package dev.freehold.spec;

import org.jspecify.annotations.NullMarked;
