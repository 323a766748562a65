/// Requests to the audited server, its collections, and the users and rows that the audit makes.
///
/// Invariant: Every request is spaced and counted, every row that is made is remembered, and only
/// accounts of the audit are used.
@NullMarked
package dev.freehold.audit.site;

import org.jspecify.annotations.NullMarked;
