/// The one way of an audit to a live server: requests, collections, rows that are made.
///
/// Invariant: every request is spaced and counted, and every row that is made is remembered.
@NullMarked
package dev.freehold.audit.site;

import org.jspecify.annotations.NullMarked;
