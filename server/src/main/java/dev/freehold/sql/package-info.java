/// The statements of each operation: plan and query to SQL text and parameters.
///
/// Invariant: No statement on resource rows exists without a `RowScope`, and values travel as
/// parameters.
@NullMarked
package dev.freehold.sql;

import org.jspecify.annotations.NullMarked;
