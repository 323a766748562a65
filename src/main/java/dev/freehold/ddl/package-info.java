/// Plan to tables, constraints, indexes, policies and grants, as text.
///
/// Invariant: every table with an owner has forced row-level security and a policy for reading and for writing.
@NullMarked
package dev.freehold.ddl;

import org.jspecify.annotations.NullMarked;
