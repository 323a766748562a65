/// The checklist and the findings as text, JSON, HTML, JUnit XML and SARIF.
///
/// Invariant: No text of the audited server is interpreted.
@NullMarked
package dev.freehold.audit.report;

import org.jspecify.annotations.NullMarked;
