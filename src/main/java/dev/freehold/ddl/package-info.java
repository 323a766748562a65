/// Plan to tables, constraints, indexes, policies and grants, as text.
///
/// Invariant: every table with an owner has forced row-level security, and what no policy allows is refused.
@NullMarked
package dev.freehold.ddl;

import org.jspecify.annotations.NullMarked;
