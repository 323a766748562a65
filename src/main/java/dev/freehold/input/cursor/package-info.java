/// Where a page ended, as a text that only this server can make.
///
/// Invariant: a cursor is typed values under a MAC that covers the list and the person it was made for; it names nothing.
@NullMarked
package dev.freehold.input.cursor;

import org.jspecify.annotations.NullMarked;
