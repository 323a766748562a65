package dev.freehold.suite.value;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A value at an edge of what a field takes, or just over it.
///
/// @param what it is, for the name of a case: `201 characters`
/// @param value as JSON
/// @param shown as an answer shows it; null where it is not taken
/// @param at what stands behind the field's name where an answer faults it: empty, or `[0]` of an element
/// @param codes with which it is faulted, one of them; none: it is taken
public record Edge(
    String what, Object value, @Nullable Object shown, String at, Set<String> codes) {
  public Edge {
    codes = Set.copyOf(codes);
  }

  static Edge good(String what, Object value) {
    return new Edge(what, value, value, "", Set.of());
  }

  static Edge good(String what, Object value, Object shown) {
    return new Edge(what, value, shown, "", Set.of());
  }

  static Edge bad(String what, Object value, String... codes) {
    return new Edge(what, value, null, "", Set.of(codes));
  }

  public boolean isTaken() {
    return codes.isEmpty();
  }
}
