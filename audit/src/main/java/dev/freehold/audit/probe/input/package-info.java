/// Probes of bodies, queries, sizes and limits.
///
/// Invariant: Every row that is made is told to the site, which deletes it.
@NullMarked
package dev.freehold.audit.probe.input;

import org.jspecify.annotations.NullMarked;
