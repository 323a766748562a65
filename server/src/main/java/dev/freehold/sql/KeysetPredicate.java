package dev.freehold.sql;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ListQuery.OrderKey;
import dev.freehold.sql.StatementParameters.ParameterNumbering;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The keyset condition of a page: the rows after a given row in an order, as ranges of an index
/// over that order. The text depends on which of the row's values are null, but not on the values.
final class KeysetPredicate {
  private final List<Comparison> comparisons = new ArrayList<>();

  /// One comparison of a row with the given row.
  ///
  /// @param name an expression over the row
  /// @param value the same expression over the value of the given row; null if that value is null
  /// @param nullable whether `name` may be null where all comparisons before are equal
  private record Comparison(
      String name, @Nullable String value, boolean descending, boolean nullable) {

    String same() {
      return name + (value == null ? " is null" : " = " + value);
    }

    List<String> rangesAfter() {
      if (descending) {
        return List.of(value == null ? name + " is not null" : name + " < " + value);
      }
      if (value == null) {
        return List.of();
      }
      String greater = name + " > " + value;
      return nullable ? List.of(greater, name + " is null") : List.of(greater);
    }
  }

  private KeysetPredicate(
      String alias,
      ResourcePlan plan,
      List<OrderKey> keys,
      List<@Nullable Object> after,
      TextCollation collation,
      ParameterNumbering numbers) {
    for (int i = 0; i < keys.size(); i++) {
      OrderKey key = keys.get(i);
      ColumnPlan column = key.columnOf(plan);
      boolean nullable = key.isNullable(plan);
      List<String> names =
          OrderByClause.comparands(plan, key, OrderByClause.name(alias, keys, i), collation);
      if (after.get(i) == null) {
        comparisons.add(new Comparison(names.getLast(), null, key.descending(), nullable));
        continue;
      }
      String parameter = ColumnCodec.parameter(column, numbers.next());
      List<String> values = OrderByClause.comparands(plan, key, parameter, collation);
      for (int c = 0; c < names.size(); c++) {
        comparisons.add(
            new Comparison(names.get(c), values.get(c), key.descending(), c == 0 && nullable));
      }
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
      List<OrderKey> keys,
      List<@Nullable Object> after,
      TextCollation collation,
      ParameterNumbering numbers) {
    KeysetPredicate keyset = new KeysetPredicate(alias, plan, keys, after, collation, numbers);
    return keyset.isOneRange() ? List.of(keyset.rowComparison()) : keyset.separateRanges();
  }

  /// Adds the shape (which values are null) and the values.
  public static void bind(
      ResourcePlan plan,
      List<OrderKey> keys,
      List<@Nullable Object> after,
      StatementParameters to) {
    for (int i = 0; i < keys.size(); i++) {
      Object value = after.get(i);
      to.shape(value != null);
      if (value != null) {
        to.add(ColumnCodec.argument(keys.get(i).columnOf(plan), value));
      }
    }
  }

  /// Whether one row comparison (PostgreSQL manual, 9.25.5) covers the condition. It does if all
  /// keys have the same direction and no value is null. A row comparison never matches a null: that
  /// is right in descending order, where nulls come first.
  private boolean isOneRange() {
    boolean descending = comparisons.getFirst().descending();
    return comparisons.stream()
        .allMatch(
            c ->
                c.descending() == descending && c.value() != null && (descending || !c.nullable()));
  }

  private String rowComparison() {
    String operator = comparisons.getFirst().descending() ? " < " : " > ";
    String names = comparisons.stream().map(Comparison::name).collect(Collectors.joining(", "));
    String values =
        comparisons.stream()
            .map(c -> Objects.requireNonNull(c.value()))
            .collect(Collectors.joining(", "));
    return comparisons.size() == 1
        ? names + operator + values
        : "(%s)%s(%s)".formatted(names, operator, values);
  }

  /// First the rows that share all values but the last, then all but the last two, and so on.
  private List<String> separateRanges() {
    List<String> ranges = new ArrayList<>();
    for (int shared = comparisons.size() - 1; shared >= 0; shared--) {
      String prefix =
          comparisons.subList(0, shared).stream()
              .map(c -> c.same() + " and ")
              .collect(Collectors.joining());
      for (String range : comparisons.get(shared).rangesAfter()) {
        ranges.add(prefix + range);
      }
    }
    return ranges;
  }
}
