/// The interface of probes to a live server, and the findings that they report.
///
/// Invariant: A probe reaches the server only through `Site`.
@NullMarked
package dev.freehold.audit;

import org.jspecify.annotations.NullMarked;
