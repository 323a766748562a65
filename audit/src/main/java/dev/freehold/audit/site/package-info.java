/// Requests to the audited server, its collections, and the users and rows that the audit creates.
///
/// Invariant: Every request is rate limited and counted, every created row is registered, and only
/// accounts of the audit are used.
@NullMarked
package dev.freehold.audit.site;

import org.jspecify.annotations.NullMarked;
