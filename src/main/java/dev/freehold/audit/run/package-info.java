/// One audit from beginning to end: the description, the people, the rows that are made, the probes, the clean-up.
///
/// Invariant: it ends, and what it made is deleted or named in the report.
@NullMarked
package dev.freehold.audit.run;

import org.jspecify.annotations.NullMarked;
