/// Cases about which rows a list has, in what order, on which page.
///
/// Invariant: a condition is tried with rows that meet it and rows that do not.
@NullMarked
package dev.freehold.suite.list;

import org.jspecify.annotations.NullMarked;
