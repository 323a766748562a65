package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/// Values that the server assigns: ids and times. They are unknown until a response contains them.
enum ServerAssignedValue {
  UNKNOWN;

  /// Fails if `got` differs from the expected tree, except for unknown values.
  static void check(String what, Object expected, Object got) {
    if (!same(expected, got)) {
      assertThat(JsonTree.text(got)).as(what).isEqualTo(shown(expected));
    }
  }

  private static String shown(Object expected) {
    return expected.toString().contains(UNKNOWN.name())
        ? expected.toString()
        : JsonTree.text(expected);
  }

  static boolean same(Object expected, Object got) {
    return switch (expected) {
      case ServerAssignedValue _ -> got instanceof String || got instanceof Number;
      case Map<?, ?> map ->
          got instanceof Map<?, ?> other
              && map.keySet().equals(other.keySet())
              && map.entrySet().stream()
                  .allMatch(
                      e ->
                          same(
                              value(e.getValue()), JsonTree.at(other, String.valueOf(e.getKey()))));
      case List<?> list -> got instanceof List<?> other && same(list, other);
      default -> expected.equals(got);
    };
  }

  private static Object value(Object value) {
    return value;
  }

  private static boolean same(List<?> expected, List<?> got) {
    if (expected.size() != got.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!same(value(expected.get(i)), value(got.get(i)))) {
        return false;
      }
    }
    return true;
  }
}
