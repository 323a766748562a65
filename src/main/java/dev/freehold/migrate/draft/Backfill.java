package dev.freehold.migrate.draft;

import dev.freehold.migrate.plan.Wishes;
import dev.freehold.plan.Column;
import dev.freehold.type.FieldType;
import dev.freehold.type.Parsed;
import dev.freehold.type.RuleCheck;
import dev.freehold.type.form.TextForm;
import dev.freehold.type.sql.SqlText;
import java.util.List;

/// What rows without a value get where they must have one.
public sealed interface Backfill {
  /// @param sql a constant of the column's type
  /// @param shown as a person is told
  record Value(String sql, String shown) implements Backfill {}

  /// The operator named a value that the field cannot have.
  ///
  /// @param why a predicate: `must be one of low, high`
  record Bad(String text, String why) implements Backfill {}

  record None() implements Backfill {}

  /// What the operator says goes before the spec's default. It is read as the API would read it from a query.
  ///
  /// @param subject as a wish names it: `tasks.priority`
  static Backfill of(String subject, Column column, Wishes wishes) {
    String text = wishes.backfill().get(subject);
    if (text != null) {
      return read(column, text);
    }
    Object standard = column.defaultValue();
    return standard == null ? new None() : value(column.type(), standard);
  }

  private static Backfill read(Column column, String text) {
    if (column.type().array()) {
      return text.equals("[]")
          ? value(column.type(), List.of())
          : new Bad(text, "must be [], for of a list only the empty one can be given here");
    }
    return switch (TextForm.parse(column.type().scalar(), text)) {
      case Parsed.Bad bad -> new Bad(text, bad.message());
      case Parsed.Ok ok ->
          switch (RuleCheck.check(column.type().scalar(), column.rules(), ok.value())) {
            case Parsed.Bad bad -> new Bad(text, bad.message());
            case Parsed.Ok kept -> value(column.type(), kept.value());
          };
    };
  }

  private static Value value(FieldType type, Object value) {
    return new Value(SqlText.literal(type, value).strip(), value.toString());
  }
}
