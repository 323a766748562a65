/// The Model Context Protocol: the operations on resources as tools for language models.
///
/// Invariant: A tool is a request to an operation of `api`, as the caller of the HTTP request. No other
/// way leads from here to a row.
@NullMarked
package dev.freehold.mcp;

import org.jspecify.annotations.NullMarked;
