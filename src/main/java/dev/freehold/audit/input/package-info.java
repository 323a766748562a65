/// Probes of what a request may say (OWASP API3:2023 and API8:2023): properties that are the server's, and text that is taken for
/// something other than text.
///
/// Invariant: every row that a probe makes is told to the site, which deletes it.
@NullMarked
package dev.freehold.audit.input;

import org.jspecify.annotations.NullMarked;
