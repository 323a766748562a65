package dev.freehold.spec.value;

import dev.freehold.problem.Nearest;
import dev.freehold.spec.Issues;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// What to write instead of a word that is not known.
public final class Hint {
  private static final int MAX_LISTED = 40;

  private Hint() {}

  /// `did you mean 'string'?`, or what there is, or null where there is nothing.
  public static @Nullable String of(String word, Collection<String> known) {
    String nearest = Nearest.of(word, known);
    if (nearest != null) {
      return "did you mean " + Issues.quote(nearest) + "?";
    }
    return known.isEmpty() || known.size() > MAX_LISTED
        ? null
        : "one of: " + String.join(", ", known);
  }
}
