package dev.freehold.input.header;

import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.Precondition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads `If-Match` and `If-None-Match` (RFC 9110 sections 13.1.1 and 13.1.2). A tag is a row's version in quotes.
public final class Preconditions {
  private static final String IF_MATCH = "If-Match";
  private static final String IF_NONE_MATCH = "If-None-Match";

  private Preconditions() {}

  /// `If-Match: *` asks for a row, which every call for one row does anyway. Both headers: both must hold.
  ///
  /// @param ifMatch null where there is none
  /// @param ifNoneMatch null where there is none
  /// @throws ProblemException of [Problem.Invalid] naming the header
  public static Precondition read(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
    EntityTags match = ifMatch == null ? null : tags(IF_MATCH, ifMatch);
    EntityTags noMatch = ifNoneMatch == null ? null : tags(IF_NONE_MATCH, ifNoneMatch);
    if (noMatch != null && noMatch.any()) {
      return new Precondition.Absent();
    }
    List<Long> refused = noMatch == null ? List.of() : noMatch.all();
    if (match != null && !match.any()) {
      return new Precondition.Match(
          match.strong().stream().filter(v -> !refused.contains(v)).toList());
    }
    return noMatch == null ? new Precondition.None() : new Precondition.NoMatch(refused);
  }

  private static EntityTags tags(String name, String header) {
    return EntityTags.read(header)
        .orElseThrow(
            () ->
                Problem.Invalid.of(
                        name,
                        ViolationCode.FORMAT,
                        name + " must be * or at most 100 entity tags such as \"3\".")
                    .failure());
  }
}
