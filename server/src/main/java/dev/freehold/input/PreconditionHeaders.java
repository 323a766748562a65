package dev.freehold.input;

import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.Precondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads `If-Match` and `If-None-Match` (RFC 9110 sections 13.1.1 and 13.1.2). An entity tag is the
/// quoted version of a row.
///
/// A weak tag in `If-Match` counts as its strong form, other than the RFC says: nginx and HAProxy
/// make `W/"5"` of `"5"` when they compress a response, and the version names the row all the same.
public final class PreconditionHeaders {
  private static final String IF_MATCH = "If-Match";
  private static final String IF_NONE_MATCH = "If-None-Match";

  private PreconditionHeaders() {}

  /// `If-Match: *` requires that the row exists, as every request for one row does anyway. If both
  /// headers are given, both must hold.
  ///
  /// @param ifMatch null if the header is missing
  /// @param ifNoneMatch null if the header is missing
  /// @throws ProblemException of [Problem.Invalid] for the header
  public static Precondition read(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
    EntityTagList match = ifMatch == null ? null : tags(IF_MATCH, ifMatch);
    EntityTagList noMatch = ifNoneMatch == null ? null : tags(IF_NONE_MATCH, ifNoneMatch);
    if (noMatch != null && noMatch.any()) {
      return new Precondition.IfAbsent();
    }
    List<Long> excluded = noMatch == null ? List.of() : noMatch.versions();
    if (match != null && !match.any()) {
      return new Precondition.IfMatch(
          match.versions().stream().filter(v -> !excluded.contains(v)).toList());
    }
    return noMatch == null ? new Precondition.None() : new Precondition.IfNoneMatch(excluded);
  }

  private static EntityTagList tags(String name, String header) {
    return EntityTagList.read(header)
        .orElseThrow(
            () ->
                Problem.Invalid.of(
                        name,
                        ViolationCode.FORMAT,
                        name + " must be * or at most 100 entity tags such as \"3\".")
                    .toException());
  }

  /// A list of entity tags (RFC 9110 sections 8.8.3 and 5.6.1) as row versions. A tag that is not a
  /// version is dropped.
  ///
  /// @param any whether the list is `*`
  /// @param versions of strong and weak tags
  record EntityTagList(boolean any, List<Long> versions) {
    private static final int MAX_TAGS = 100;

    /// Longer versions do not exist; they could overflow.
    private static final int MAX_DIGITS = 18;

    EntityTagList {
      versions = List.copyOf(versions);
    }

    /// Empty if the header is neither `*` nor a list of at most a hundred tags.
    static Optional<EntityTagList> read(String header) {
      if (header.strip().equals("*")) {
        return Optional.of(new EntityTagList(true, List.of()));
      }
      List<Long> versions = new ArrayList<>();
      int tags = 0;
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
        if (close < 0 || !separated || ++tags > MAX_TAGS) {
          return Optional.empty();
        }
        version(header.substring(open + 1, close)).ifPresent(versions::add);
        separated = false;
        at = close + 1;
      }
      return tags == 0 ? Optional.empty() : Optional.of(new EntityTagList(false, versions));
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

    private static Optional<Long> version(String tag) {
      boolean plain = !tag.isEmpty() && tag.length() <= MAX_DIGITS;
      long version = 0;
      for (int i = 0; plain && i < tag.length(); i++) {
        int digit = tag.charAt(i) - '0';
        plain = digit >= 0 && digit <= 9 && (i > 0 || digit > 0 || tag.length() == 1);
        version = version * 10 + digit;
      }
      return plain ? Optional.of(version) : Optional.empty();
    }
  }
}
