package dev.freehold.input.query;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.REPEATED;
import static dev.freehold.problem.ViolationCode.UNKNOWN;

import dev.freehold.input.Violations;
import dev.freehold.plan.Column;
import dev.freehold.query.View;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads `fields=id,title` as columns of the read set, in the order of the read set.
final class FieldsReader {
  static final String NAME = "fields";

  private FieldsReader() {}

  /// They mean nothing where there are violations.
  static List<Column> read(View view, String value, Violations violations) {
    if (value.isEmpty()) {
      violations.add(NAME, FORMAT, "must name a field, such as id");
      return List.of();
    }
    List<String> known = view.read().stream().map(Column::name).toList();
    Set<String> named = new HashSet<>();
    for (String name : value.split(",", -1)) {
      if (view.column(name).isEmpty()) {
        fault(violations, name, UNKNOWN, violations.unknown(name, known));
      } else if (!named.add(name)) {
        fault(violations, name, REPEATED, "must not be named more than once");
      }
    }
    return view.read().stream().filter(c -> named.contains(c.name())).toList();
  }

  private static void fault(Violations violations, String name, String code, String message) {
    violations.add(NAME, NAME + ": " + Violations.shortened(name), code, message);
  }
}
