package dev.freehold.migrate.plan;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.type.ConstraintValidator;
import dev.freehold.type.FieldType;
import dev.freehold.type.SqlQuoting;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import java.util.List;

/// The value that existing rows get in a column that becomes required.
sealed interface Backfill {
  /// @param sql a constant of the column's type
  /// @param shown the value as it is shown to the operator
  record Value(String sql, String shown) implements Backfill {}

  /// The value of a related row.
  ///
  /// @param sql on a row `t`
  /// @param shown the copy as it is shown to the operator
  record Copied(String sql, String shown) implements Backfill {}

  /// The value given by the operator is invalid for the field.
  ///
  /// @param reason a predicate: `must be one of low, high`
  record InvalidBackfill(String text, String reason) implements Backfill {}

  record None() implements Backfill {}

  /// The backfill value of a field: the value given by the operator, else that of the row which it is
  /// copied from, else the default of the spec.
  /// It is parsed like a value of a query parameter.
  ///
  /// @param subject the field, as the option `--backfill` names it: `tasks.priority`
  static Backfill of(String subject, ColumnPlan column, MigrationOptions options) {
    String text = options.backfillValues().get(subject);
    if (text != null) {
      return read(column, text);
    }
    if (column.copy() != null) {
      return CopyPlanner.value(column);
    }
    Object standard = column.defaultValue();
    return standard == null ? new None() : value(column.type(), standard);
  }

  private static Backfill read(ColumnPlan column, String text) {
    if (column.type().array()) {
      return text.equals("[]")
          ? value(column.type(), List.of())
          : new InvalidBackfill(
              text, "must be [], for of a list only the empty one can be given here");
    }
    return switch (ValueParser.parse(column.type().scalar(), text)) {
      case ValueResult.Invalid invalid -> new InvalidBackfill(text, invalid.message());
      case ValueResult.Valid ok ->
          switch (ConstraintValidator.validate(
              column.type().scalar(), column.constraints(), ok.value())) {
            case ValueResult.Invalid invalid -> new InvalidBackfill(text, invalid.message());
            case ValueResult.Valid kept -> value(column.type(), kept.value());
          };
    };
  }

  private static Value value(FieldType type, Object value) {
    return new Value(SqlQuoting.literal(type, value).strip(), value.toString());
  }
}
