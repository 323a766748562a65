/// Probes of HTTP, formats, documentation and all responses of the audit.
///
/// Invariant: Behavior that the standards allow is no finding.
@NullMarked
package dev.freehold.audit.probe.http;

import org.jspecify.annotations.NullMarked;
