package dev.freehold.input;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.FieldValues;
import dev.freehold.rule.RuleEvaluator;
import dev.freehold.rule.RuleEvaluator.TruthValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Validates a body against the row checks of its resource, as far as the body decides them. The
/// database checks the rest: for example, an update may set only some fields of a rule.
final class RowCheckValidator {
  private final List<ApplicableCheck> checks = new ArrayList<>();
  private final boolean complete;

  /// @param places positions of the rule's columns in the write set
  /// @param rest default values of the rule's other columns
  private record ApplicableCheck(
      TablePlan.Check check, Map<String, Integer> places, Map<String, Object> rest) {}

  /// @param names of the write set, in order
  /// @param complete whether fields that were not given have their defaults
  RowCheckValidator(TablePlan table, List<String> names, boolean complete) {
    this.complete = complete;
    for (TablePlan.Check check : table.checks()) {
      Map<String, Integer> places = new HashMap<>();
      Map<String, Object> rest = new HashMap<>();
      boolean known = true;
      for (String name : check.rule().columns()) {
        ColumnPlan column = table.column(name);
        int place = names.indexOf(name);
        if (place >= 0) {
          places.put(name, place);
        }
        known &= place >= 0 || (complete && hasDefault(column));
        if (complete && column.defaultValue() != null) {
          rest.put(name, column.defaultValue());
        }
      }
      if (known) {
        checks.add(new ApplicableCheck(check, places, rest));
      }
    }
  }

  /// Whether a new row has the default value of the field. A copy has that of another row, which only the
  /// database knows.
  private static boolean hasDefault(ColumnPlan column) {
    return column.role() == ColumnPlan.Role.FIELD && column.copy() == null;
  }

  /// @param bad positions of values that were given and are invalid; a rule that reads one is
  ///     skipped
  void validate(FieldValues values, BitSet bad, ViolationCollector violations) {
    for (ApplicableCheck checked : checks) {
      boolean decided =
          checked.places().values().stream()
              .allMatch(place -> !bad.get(place) && (complete || values.isGiven(place)));
      if (decided && !passes(checked, values)) {
        TablePlan.Check check = checked.check();
        violations.addSentence(check.field(), ViolationCode.RULE, check.message());
      }
    }
  }

  private static boolean passes(ApplicableCheck checked, FieldValues values) {
    TruthValue truth =
        RuleEvaluator.evaluate(checked.check().rule(), column -> value(checked, values, column));
    return truth.passes();
  }

  private static @Nullable Object value(
      ApplicableCheck checked, FieldValues values, String column) {
    Integer place = checked.places().get(column);
    return place != null && values.isGiven(place)
        ? values.value(place)
        : checked.rest().get(column);
  }
}
