/// A test of a served spec as data, and the scenario files of a project.
///
/// Invariant: a case does not depend on another case.
@NullMarked
package dev.freehold.testkit;

import org.jspecify.annotations.NullMarked;
