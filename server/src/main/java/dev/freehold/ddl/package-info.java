/// Tables, constraints, policies and grants of a plan, as SQL text.
///
/// Invariant: Every owned table has forced row-level security.
@NullMarked
package dev.freehold.ddl;

import org.jspecify.annotations.NullMarked;
