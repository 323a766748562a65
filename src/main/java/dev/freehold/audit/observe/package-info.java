/// Probes that send nothing: they look at every answer of an audit.
///
/// Invariant: what a server only repeats of a request is never held against it.
@NullMarked
package dev.freehold.audit.observe;

import org.jspecify.annotations.NullMarked;
