/// Probes of bodies, queries, sizes and limits.
///
/// Invariant: A probe registers every row that it creates with the site, which deletes it.
@NullMarked
package dev.freehold.audit.probe.input;

import org.jspecify.annotations.NullMarked;
