/// Generates test cases from a plan: access, values, lists.
///
/// Invariant: expectations are derived from the plan, independently of the code of the server.
@NullMarked
package dev.freehold.testkit.generate;

import org.jspecify.annotations.NullMarked;
