package dev.freehold.problem;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Suggests the known name that is nearest to an unknown one, for specs, requests and settings.
public final class SpellingSuggestion {
  private static final int MAX_SLIPS = 3;
  private static final int MAX_LISTED = 40;

  private SpellingSuggestion() {}

  /// The known name with the fewest slips, where that is at most three and at most a third of the
  /// letters; null where there is none. Case, `_` and `-` do not count, so that `max_length` is
  /// `maxLength`. Costs next to nothing for a name much longer than any known one.
  public static @Nullable String of(String written, Collection<String> known) {
    String plain = plain(written);
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int longer = Math.max(candidate.length(), written.length());
      int limit = Math.clamp(longer / 3, 1, MAX_SLIPS);
      if (Math.abs(candidate.length() - written.length()) <= limit) {
        int slips = slips(plain, plain(candidate));
        if (slips <= limit && slips < least) {
          nearest = candidate;
          least = slips;
        }
      }
    }
    return nearest;
  }

  /// A hint for an unknown name: `did you mean 'string'?`, else the list of known names, else null where it is empty or
  /// too long.
  public static @Nullable String hint(String written, Collection<String> known) {
    String nearest = of(written, known);
    if (nearest != null) {
      return "did you mean " + PrintableText.quote(nearest) + "?";
    }
    return known.isEmpty() || known.size() > MAX_LISTED
        ? null
        : "one of: " + String.join(", ", known);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
  private static int slips(String a, String b) {
    int[] twoAbove = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    Arrays.setAll(above, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], twoAbove[j - 2] + 1);
        }
      }
      twoAbove = above;
      above = row;
    }
    return above[b.length()];
  }
}
