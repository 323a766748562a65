/// A test of a served spec as data, and the scenario files of a project.
///
/// Invariant: A case depends on no other.
@NullMarked
package dev.freehold.testkit;

import org.jspecify.annotations.NullMarked;
