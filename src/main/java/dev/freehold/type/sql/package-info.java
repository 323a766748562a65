/// How names, values and types are written in SQL.
///
/// Invariant: what stands between its quotes can end them nowhere.
@NullMarked
package dev.freehold.type.sql;

import org.jspecify.annotations.NullMarked;
