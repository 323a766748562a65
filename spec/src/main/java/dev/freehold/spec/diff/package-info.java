/// Compares two specs and classifies each change as additive or breaking for clients.
///
/// Invariant: A change that cannot be proved harmless is breaking.
@NullMarked
package dev.freehold.spec.diff;

import org.jspecify.annotations.NullMarked;
