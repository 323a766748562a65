/// Probes of what one client may ask of a server: pages, sizes, how often.
///
/// Invariant: no more is sent than shows whether there is a limit.
@NullMarked
package dev.freehold.audit.limits;

import org.jspecify.annotations.NullMarked;
