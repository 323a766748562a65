/// `freehold audit`: the words of its command line, its progress, its files.
///
/// Invariant: a run that is interrupted still cleans up what it made.
@NullMarked
package dev.freehold.cli.audit;

import org.jspecify.annotations.NullMarked;
