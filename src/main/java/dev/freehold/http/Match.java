package dev.freehold.http;

import java.util.List;

/// What a [Router] says of a method and a path.
public sealed interface Match {

  /// A route and what its parameters stand for.
  ///
  /// @param values the percent-decoded path parameters, in the order in which they stand in the
  ///   route
  /// @param names their names, at the same places
  /// @param allow every method of this path
  record Found(Route route, List<String> names, List<String> values, String allow)
      implements Match {}

  /// OPTIONS on a path that exists.
  record Options(String allow) implements Match {}

  record NotFound() implements Match {}

  /// The path exists and has no such method; `allow` is the value of the `Allow` header (RFC 9110
  /// section 10.2.1).
  record MethodNotAllowed(String allow) implements Match {}

  /// A segment is no percent-encoded UTF-8.
  record Malformed() implements Match {}
}
