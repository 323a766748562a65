package dev.freehold.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A precondition of a write on the version of a row (RFC 9110 section 13.1). The fingerprint of a
/// tag does not matter: it names the representation that the client has read, and a write is to
/// replace the row.
public sealed interface Precondition {
  record None() implements Precondition {}

  /// `If-Match`: the version is one of these.
  record IfMatch(List<String> versions) implements Precondition {
    public IfMatch {
      versions = List.copyOf(versions);
    }
  }

  /// `If-None-Match`: the version is none of these.
  record IfNoneMatch(List<String> versions) implements Precondition {
    public IfNoneMatch {
      versions = List.copyOf(versions);
    }
  }

  /// `If-None-Match: *`: the row does not exist. No write to an existing row meets it.
  record IfAbsent() implements Precondition {}

  /// Whether a row of this version meets the precondition.
  ///
  /// @param version as [EntityTag#version]
  default boolean isMetBy(String version) {
    return switch (this) {
      case None _ -> true;
      case IfMatch(List<String> versions) -> versions.contains(version);
      case IfNoneMatch(List<String> versions) -> !versions.contains(version);
      case IfAbsent _ -> false;
    };
  }

  /// The preconditions of a read, in the order of RFC 9110 section 13.2.2. `If-Match` compares
  /// versions, as for a write. `If-None-Match` compares whole tags: the client has the row as this
  /// response would show it.
  ///
  /// @param versions one of them must be the row's; null for any
  /// @param seen the tags that the client has; null for any
  record OfRead(@Nullable List<String> versions, @Nullable List<EntityTag> seen) {
    public static final OfRead NONE = new OfRead(null, List.of());

    public OfRead {
      versions = versions == null ? null : List.copyOf(versions);
      seen = seen == null ? null : List.copyOf(seen);
    }

    public enum Outcome {
      SEND,
      NOT_MODIFIED,
      FAILED
    }

    /// @param tag of the response
    public Outcome of(EntityTag tag) {
      if (versions != null && !versions.contains(tag.version())) {
        return Outcome.FAILED;
      }
      return seen == null || seen.contains(tag) ? Outcome.NOT_MODIFIED : Outcome.SEND;
    }
  }
}
