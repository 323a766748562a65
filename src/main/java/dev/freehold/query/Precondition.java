package dev.freehold.query;

import java.util.List;

/// What a write asks of the version that it meets (RFC 9110 section 13.1).
public sealed interface Precondition {
  record None() implements Precondition {}

  /// `If-Match`: it is one of these.
  record Match(List<Long> versions) implements Precondition {
    public Match {
      versions = List.copyOf(versions);
    }
  }

  /// `If-None-Match`: it is none of these.
  record NoMatch(List<Long> versions) implements Precondition {
    public NoMatch {
      versions = List.copyOf(versions);
    }
  }

  /// `If-None-Match: *`: there is no row, which no write of an existing row can meet.
  record Absent() implements Precondition {}

  /// Whether a row of this version meets it.
  default boolean isMetBy(long version) {
    return switch (this) {
      case None _ -> true;
      case Match(List<Long> versions) -> versions.contains(version);
      case NoMatch(List<Long> versions) -> !versions.contains(version);
      case Absent _ -> false;
    };
  }
}
