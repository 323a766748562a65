/// Plan to the statements of the resource operations.
///
/// Invariant: no statement on resource data is made without a `Scope`; values travel as parameters only, never as text.
@NullMarked
package dev.freehold.sql;

import org.jspecify.annotations.NullMarked;
