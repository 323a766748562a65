/// What commands found, as files for other programs.
///
/// Invariant: whatever text a report is given, what is written is well-formed.
@NullMarked
package dev.freehold.report;

import org.jspecify.annotations.NullMarked;
