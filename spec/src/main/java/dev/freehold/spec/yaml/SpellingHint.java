package dev.freehold.spec.yaml;

import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.spec.SpecIssueCollector;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// The hint for an unknown word of a spec.
public final class SpellingHint {
  private static final int MAX_LISTED = 40;

  private SpellingHint() {}

  /// `did you mean 'string'?`, or what there is, or null where there is nothing.
  public static @Nullable String of(String word, Collection<String> known) {
    String nearest = SpellingSuggestion.of(word, known);
    if (nearest != null) {
      return "did you mean " + SpecIssueCollector.quote(nearest) + "?";
    }
    return known.isEmpty() || known.size() > MAX_LISTED
        ? null
        : "one of: " + String.join(", ", known);
  }
}
