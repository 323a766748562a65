/// What a comparison of two models stands on: the model as it becomes, step by step; what is asked for; the rows as they are.
///
/// Invariant: a step is added with what it changes in the model, and in no other way does the model change.
@NullMarked
package dev.freehold.migrate.draft;

import org.jspecify.annotations.NullMarked;
