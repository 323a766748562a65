package dev.freehold.input;

import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.EntityTag;
import dev.freehold.query.Precondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads `If-Match` and `If-None-Match` (RFC 9110 sections 13.1.1 and 13.1.2).
///
/// A weak tag in `If-Match` counts as its strong form, other than the RFC says: nginx and HAProxy
/// make `W/"5.k3f9a2Qx"` of `"5.k3f9a2Qx"` when they compress a response, and the version names the
/// row all the same.
public final class PreconditionHeaders {
  private static final String IF_MATCH = "If-Match";
  private static final String IF_NONE_MATCH = "If-None-Match";

  private PreconditionHeaders() {}

  /// The precondition of a write. `If-Match: *` requires that the row exists, as every request for
  /// one row does anyway. If both headers are given, both must hold.
  ///
  /// @param ifMatch null if the header is missing
  /// @param ifNoneMatch null if the header is missing
  /// @throws ProblemException of [Problem.Invalid] for the header
  public static Precondition ofWrite(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
    EntityTagList match = tags(IF_MATCH, ifMatch);
    EntityTagList noMatch = tags(IF_NONE_MATCH, ifNoneMatch);
    if (noMatch != null && noMatch.any()) {
      return new Precondition.IfAbsent();
    }
    List<String> excluded = noMatch == null ? List.of() : noMatch.versions();
    if (match != null && !match.any()) {
      return new Precondition.IfMatch(
          match.versions().stream().filter(v -> !excluded.contains(v)).toList());
    }
    return noMatch == null ? new Precondition.None() : new Precondition.IfNoneMatch(excluded);
  }

  /// The precondition of a read of one row.
  ///
  /// @param ifMatch null if the header is missing
  /// @param ifNoneMatch null if the header is missing
  /// @throws ProblemException of [Problem.Invalid] for the header
  public static Precondition.OfRead ofRead(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
    EntityTagList match = tags(IF_MATCH, ifMatch);
    EntityTagList noMatch = tags(IF_NONE_MATCH, ifNoneMatch);
    if (match == null && noMatch == null) {
      return Precondition.OfRead.NONE;
    }
    return new Precondition.OfRead(
        match == null || match.any() ? null : match.versions(),
        noMatch == null ? List.of() : noMatch.any() ? null : noMatch.tags());
  }

  private static @Nullable EntityTagList tags(String name, @Nullable String header) {
    if (header == null) {
      return null;
    }
    return EntityTagList.read(header)
        .orElseThrow(
            () ->
                Problem.Invalid.of(
                        name,
                        ViolationCode.FORMAT,
                        name + " must be * or at most 100 entity tags such as \"3.k3f9a2Qx\".")
                    .toException());
  }

  /// A list of entity tags (RFC 9110 sections 8.8.3 and 5.6.1).
  ///
  /// @param any whether the list is `*`
  /// @param tags strong and weak ones
  record EntityTagList(boolean any, List<EntityTag> tags) {
    private static final int MAX_TAGS = 100;

    EntityTagList {
      tags = List.copyOf(tags);
    }

    List<String> versions() {
      return tags.stream().map(EntityTag::version).toList();
    }

    /// Empty if the header is neither `*` nor a list of at most a hundred tags.
    static Optional<EntityTagList> read(String header) {
      if (header.strip().equals("*")) {
        return Optional.of(new EntityTagList(true, List.of()));
      }
      List<EntityTag> tags = new ArrayList<>();
      int at = 0;
      boolean separated = true;
      while (at < header.length()) {
        char c = header.charAt(at);
        if (c == ',' || c == ' ' || c == '\t') {
          separated |= c == ',';
          at++;
          continue;
        }
        int open = header.startsWith("W/", at) ? at + 2 : at;
        int close = open < header.length() && header.charAt(open) == '"' ? close(header, open) : -1;
        if (close < 0 || !separated || tags.size() == MAX_TAGS) {
          return Optional.empty();
        }
        tags.add(EntityTag.parse(header.substring(open + 1, close)));
        separated = false;
        at = close + 1;
      }
      return tags.isEmpty() ? Optional.empty() : Optional.of(new EntityTagList(false, tags));
    }

    /// The index of the closing quote, or -1. A tag has no blanks and no control characters.
    private static int close(String header, int open) {
      for (int i = open + 1; i < header.length(); i++) {
        char c = header.charAt(i);
        if (c == '"') {
          return i;
        }
        if (c <= ' ' || c == 0x7f) {
          return -1;
        }
      }
      return -1;
    }
  }
}
