/// Creates a project: a spec, and the files to start, test and deploy it.
///
/// Invariant: a directory becomes a complete project or stays unchanged.
@NullMarked
package dev.freehold.project;

import org.jspecify.annotations.NullMarked;
