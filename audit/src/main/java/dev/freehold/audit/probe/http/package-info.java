/// Probes of HTTP, formats, documentation and the answers of the whole audit.
///
/// Invariant: What the standards allow is no finding.
@NullMarked
package dev.freehold.audit.probe.http;

import org.jspecify.annotations.NullMarked;
