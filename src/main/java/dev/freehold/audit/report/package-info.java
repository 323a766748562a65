/// What an audit came to, for people and for programs.
///
/// Invariant: text of a server is quoted, cut and free of what a terminal, a page or a parser would obey.
@NullMarked
package dev.freehold.audit.report;

import org.jspecify.annotations.NullMarked;
