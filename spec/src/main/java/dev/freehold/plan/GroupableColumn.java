package dev.freehold.plan;

import dev.freehold.type.FieldType.ScalarType;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Decides which columns can be used in `group`.
public final class GroupableColumn {
  private GroupableColumn() {}

  /// Whether rows can be grouped by the values of the column. Long text is no key: a response
  /// repeats it for each group.
  public static boolean isGroupable(ColumnPlan column) {
    return column.type().scalar() != ScalarType.TEXT
        && SortableColumn.isSortable(column)
        && SortableColumn.maxCursorBytes(column) <= SortableColumn.MAX_CURSOR_BYTES
        && AggregateFunction.ofWord(column.name()).isEmpty();
  }

  /// A part of the calendar that contains a date, or a time in UTC: `month(created_at)`.
  public enum CalendarUnit {
    YEAR("year"),
    MONTH("month"),
    /// From Monday to Sunday (ISO 8601).
    WEEK("week"),
    DAY("day");

    private final String word;

    CalendarUnit(String word) {
      this.word = word;
    }

    /// The word of the query grammar, and the name that `date_trunc` of PostgreSQL knows.
    public String word() {
      return word;
    }

    public static Optional<CalendarUnit> ofWord(String word) {
      return Arrays.stream(values()).filter(u -> u.word.equals(word)).findFirst();
    }

    public static boolean appliesTo(ColumnPlan column) {
      ScalarType scalar = column.type().scalar();
      return !column.type().array() && (scalar == ScalarType.DATE || scalar == ScalarType.DATETIME);
    }

    /// `2026`, `2026-11`, `2026-W48` or `2026-11-28`.
    ///
    /// @param first the first day of the unit, in the years 0001 to 9999
    public String text(LocalDate first) {
      String day = first.toString();
      return switch (this) {
        case YEAR -> day.substring(0, "yyyy".length());
        case MONTH -> day.substring(0, "yyyy-mm".length());
        case WEEK ->
            String.format(
                Locale.ROOT,
                "%04d-W%02d",
                first.get(IsoFields.WEEK_BASED_YEAR),
                first.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        case DAY -> day;
      };
    }
  }
}
