package dev.freehold.description;

import java.util.Optional;

/// A parameter of an operation.
///
/// @param example as text; empty where none is given
public record Parameter(
    String name, In in, boolean required, Schema schema, Optional<String> example) {
  /// Where it stands in a request.
  public enum In {
    PATH,
    QUERY,
    HEADER,
    COOKIE
  }
}
