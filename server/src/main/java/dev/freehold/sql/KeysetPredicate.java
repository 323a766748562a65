package dev.freehold.sql;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.sql.StatementParameters.ParameterNumbering;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The keyset condition of a page: the rows after a given row in an order, as ranges of an index
/// over that order. The text depends on which of the row's values are null, but not on the values.
final class KeysetPredicate {
  private final List<TablePlan.Key> keys;
  private final List<ColumnPlan> columns;
  private final List<String> names;
  private final List<@Nullable String> values = new ArrayList<>();

  private KeysetPredicate(
      String alias,
      ResourcePlan plan,
      List<TablePlan.Key> keys,
      List<@Nullable Object> after,
      TextCollation collation,
      ParameterNumbering numbers) {
    this.names = keys.stream().map(k -> OrderByClause.key(alias, plan, k, collation)).toList();
    this.keys = keys;
    this.columns = keys.stream().map(k -> OrderByClause.column(plan, k)).toList();
    for (int i = 0; i < keys.size(); i++) {
      values.add(
          after.get(i) == null ? null : ColumnCodec.parameter(columns.get(i), numbers.next()));
    }
  }

  /// Returns at least one condition. The conditions exclude each other and follow the order of the
  /// rows that they match.
  ///
  /// @param keys the last column is not nullable
  /// @param after the values of the row, one for each key
  public static List<String> ranges(
      String alias,
      ResourcePlan plan,
      List<TablePlan.Key> keys,
      List<@Nullable Object> after,
      TextCollation collation,
      ParameterNumbering numbers) {
    KeysetPredicate keyset = new KeysetPredicate(alias, plan, keys, after, collation, numbers);
    return keyset.isOneRange() ? List.of(keyset.rowComparison()) : keyset.separateRanges();
  }

  /// Adds the shape (which values are null) and the values.
  public static void bind(
      ResourcePlan plan,
      List<TablePlan.Key> keys,
      List<@Nullable Object> after,
      StatementParameters to) {
    for (int i = 0; i < keys.size(); i++) {
      Object value = after.get(i);
      to.shape(value != null);
      if (value != null) {
        to.add(ColumnCodec.argument(OrderByClause.column(plan, keys.get(i)), value));
      }
    }
  }

  /// Whether one row comparison (PostgreSQL manual, 9.25.5) covers the condition. It does if all
  /// keys have the same direction and no value is null. A row comparison never matches a null: that
  /// is right in descending order, where nulls come first.
  private boolean isOneRange() {
    boolean descending = keys.getFirst().descending();
    return keys.stream().allMatch(k -> k.descending() == descending)
        && !values.contains(null)
        && (descending || columns.stream().noneMatch(ColumnPlan::nullable));
  }

  private String rowComparison() {
    String operator = keys.getFirst().descending() ? " < " : " > ";
    if (keys.size() == 1) {
      return name(0) + operator + values.getFirst();
    }
    return "(%s)%s(%s)".formatted(String.join(", ", names), operator, String.join(", ", values));
  }

  /// First the rows that share all values but the last, then all but the last two, and so on.
  private List<String> separateRanges() {
    List<String> ranges = new ArrayList<>();
    for (int shared = keys.size() - 1; shared >= 0; shared--) {
      StringBuilder prefix = new StringBuilder();
      for (int i = 0; i < shared; i++) {
        String value = values.get(i);
        prefix.append(name(i)).append(value == null ? " is null" : " = " + value).append(" and ");
      }
      for (String range : rangesAfter(shared)) {
        ranges.add(prefix + range);
      }
    }
    return ranges;
  }

  private List<String> rangesAfter(int key) {
    String value = values.get(key);
    String name = name(key);
    if (keys.get(key).descending()) {
      return List.of(value == null ? name + " is not null" : name + " < " + value);
    }
    if (value == null) {
      return List.of();
    }
    String greater = name + " > " + value;
    return columns.get(key).nullable() ? List.of(greater, name + " is null") : List.of(greater);
  }

  private String name(int key) {
    return names.get(key);
  }
}
