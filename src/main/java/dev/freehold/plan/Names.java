package dev.freehold.plan;

import java.util.List;
import java.util.Set;

/// Names of the keys and indexes of tables. All of a schema's tables and indexes share one name
/// space.
///
/// @param ambiguous readable names that two things would have, such as those of unique `a_b, c` and
///   `a, b_c`
record Names(Set<String> ambiguous) {
  Names {
    ambiguous = Set.copyOf(ambiguous);
  }

  /// The parts joined by `_` where that tells it apart, else with a checksum that also depends on
  /// where one part ends and the next begins.
  String of(List<String> parts) {
    String joined = String.join("_", parts);
    String readable = Identifiers.limited(joined);
    return ambiguous.contains(readable)
        ? Identifiers.summed(joined, String.join(".", parts))
        : readable;
  }
}
