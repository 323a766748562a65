package dev.freehold.spec.diff;

import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.diff.SpecChange.Collector;
import java.util.List;

/// Compares who may read or write one field in two specs.
///
/// @param place of the field
record FieldGrantDiff(String place, Collector collector) {
  /// @param operation `read` or `write`
  /// @param was empty: every caller
  void compare(String operation, List<Grant> was, List<Grant> is) {
    String words = Collector.arrow(operation + ":", words(was), words(is));
    if (!is.isEmpty() && !areCovered(was, is)) {
      collector.addBreaking(
          place,
          words,
          "read".equals(operation)
              ? "responses to other callers no longer contain it"
              : "bodies of other callers with it are refused");
    }
    if (!was.isEmpty() && !areCovered(is, was)) {
      collector.addAdditive(place, words, "more callers may " + operation + " it");
    }
  }

  /// Whether the grants of `by` let each caller of the others reach the same rows. Without grants,
  /// every caller may.
  private static boolean areCovered(List<Grant> grants, List<Grant> by) {
    return !grants.isEmpty()
        && grants.stream().allMatch(grant -> by.stream().anyMatch(g -> g.covers(grant)));
  }

  private static String words(List<Grant> grants) {
    return grants.isEmpty() ? "every caller" : Access.text(grants);
  }
}
