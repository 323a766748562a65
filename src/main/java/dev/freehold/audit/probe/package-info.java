/// What probes have in common: what they found so far, who may do what by the description's own words, whether an answer
/// shows a row, whether a row is as it was.
///
/// Invariant: what a description says is meant for others is no finding.
@NullMarked
package dev.freehold.audit.probe;

import org.jspecify.annotations.NullMarked;
