/// What a request asks of a resource, resolved: names are columns, values are typed, and who asks is part of it.
///
/// Invariant: whatever a query names resolved in the `View` of its caller; nothing here is text of a statement.
@NullMarked
package dev.freehold.query;

import org.jspecify.annotations.NullMarked;
