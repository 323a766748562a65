/// Shared by all probes: findings, comparisons, declared access, row snapshots.
///
/// Invariant: Access that the description declares is no finding.
@NullMarked
package dev.freehold.audit.probe;

import org.jspecify.annotations.NullMarked;
