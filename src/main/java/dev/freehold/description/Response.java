package dev.freehold.description;

import java.util.Set;

/// An answer that is described.
///
/// @param headers in lower case
public record Response(Content content, Set<String> headers) {}
