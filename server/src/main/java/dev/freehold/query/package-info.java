/// What a request asks for, resolved: predicates, pages, scopes and views.
///
/// Invariant: Every name in a query was resolved in the view of its caller.
@NullMarked
package dev.freehold.query;

import org.jspecify.annotations.NullMarked;
