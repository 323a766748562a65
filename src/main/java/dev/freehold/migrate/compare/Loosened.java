package dev.freehold.migrate.compare;

import dev.freehold.ddl.Element.Kind;
import dev.freehold.ddl.alter.Key;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;

/// Whether every row that kept to a rule's old form keeps to its new one, so that none need be counted.
final class Loosened {
  private Loosened() {}

  static boolean is(Key key, String from, String to) {
    if (key.kind() != Kind.CHECK) {
      return false;
    }
    return switch (key.rule()) {
      case "maxLength", "maximum" -> compare(from, to) <= 0;
      case "minLength", "minimum" -> compare(from, to) >= 0;
      // One value that has ", " in it reads as two, and both sides read it so.
      case "values" ->
          new HashSet<>(Arrays.asList(to.split(", ", -1)))
              .containsAll(Arrays.asList(from.split(", ", -1)));
      default -> false;
    };
  }

  private static int compare(String from, String to) {
    return new BigDecimal(from).compareTo(new BigDecimal(to));
  }
}
