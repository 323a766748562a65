package dev.freehold.input;

import dev.freehold.plan.Column;
import dev.freehold.plan.Table;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.FieldValues;
import dev.freehold.rule.Evaluator;
import dev.freehold.rule.Truth;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Holds a body to the checks of its resource, so far as the body alone decides them. The rest is the database's to say: of
/// a change that names some fields of a rule, and the row has the others.
final class RowChecks {
  private final List<Checked> checks = new ArrayList<>();
  private final boolean complete;

  /// @param places of the rule's columns in the write set; a column that is not there has its default
  private record Checked(
      Table.Check check, Map<String, Integer> places, Map<String, Object> rest) {}

  /// @param names of the write set, in its order
  /// @param complete whether what is not given has its default
  RowChecks(Table table, List<String> names, boolean complete) {
    this.complete = complete;
    for (Table.Check check : table.checks()) {
      Map<String, Integer> places = new HashMap<>();
      Map<String, Object> rest = new HashMap<>();
      boolean known = true;
      for (String name : check.rule().columns()) {
        Column column = table.column(name);
        int place = names.indexOf(name);
        if (place >= 0) {
          places.put(name, place);
        }
        known &= place >= 0 || (complete && column.role() == Column.Role.FIELD);
        if (complete && column.defaultValue() != null) {
          rest.put(name, column.defaultValue());
        }
      }
      if (known) {
        checks.add(new Checked(check, places, rest));
      }
    }
  }

  /// @param bad places of values that were given and are at fault already; no rule that reads one is asked
  void hold(FieldValues values, BitSet bad, Violations violations) {
    for (Checked checked : checks) {
      boolean decided =
          checked.places().values().stream()
              .allMatch(place -> !bad.get(place) && (complete || values.isGiven(place)));
      if (decided && !passes(checked, values)) {
        Table.Check check = checked.check();
        violations.addSaid(check.field(), ViolationCode.RULE, check.message());
      }
    }
  }

  private static boolean passes(Checked checked, FieldValues values) {
    Truth truth =
        Evaluator.evaluate(checked.check().rule(), column -> value(checked, values, column));
    return truth.passes();
  }

  private static @Nullable Object value(Checked checked, FieldValues values, String column) {
    Integer place = checked.places().get(column);
    return place != null && values.isGiven(place)
        ? values.value(place)
        : checked.rest().get(column);
  }
}
