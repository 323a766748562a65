package dev.freehold.query;

import java.util.List;

/// A precondition of a write on the row's version (RFC 9110 section 13.1).
public sealed interface Precondition {
  record None() implements Precondition {}

  /// `If-Match`: the version is one of these.
  record IfMatch(List<Long> versions) implements Precondition {
    public IfMatch {
      versions = List.copyOf(versions);
    }
  }

  /// `If-None-Match`: the version is none of these.
  record IfNoneMatch(List<Long> versions) implements Precondition {
    public IfNoneMatch {
      versions = List.copyOf(versions);
    }
  }

  /// `If-None-Match: *`: the row does not exist. No write to an existing row meets it.
  record IfAbsent() implements Precondition {}

  /// Whether a row of this version meets the precondition.
  default boolean isMetBy(long version) {
    return switch (this) {
      case None _ -> true;
      case IfMatch(List<Long> versions) -> versions.contains(version);
      case IfNoneMatch(List<Long> versions) -> !versions.contains(version);
      case IfAbsent _ -> false;
    };
  }
}
