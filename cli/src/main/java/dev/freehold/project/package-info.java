/// A new project: a spec, and what it takes to start, test and deploy it.
///
/// Invariant: A directory becomes a whole project, or stays as it was.
@NullMarked
package dev.freehold.project;

import org.jspecify.annotations.NullMarked;
