package dev.freehold.sql.page;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import dev.freehold.sql.form.ColumnForm;
import dev.freehold.sql.form.Numbering;
import dev.freehold.sql.form.Parameters;
import dev.freehold.type.sql.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The rows that an order puts behind one row, as ranges of an index over that order. The text depends on which of the
/// row's values are null, and on no value.
public final class Keyset {
  private final String alias;
  private final List<Table.Key> keys;
  private final List<Column> columns;
  private final List<@Nullable String> values = new ArrayList<>();

  private Keyset(
      String alias,
      ResourcePlan plan,
      List<Table.Key> keys,
      List<@Nullable Object> after,
      Numbering numbers) {
    this.alias = alias;
    this.keys = keys;
    this.columns = keys.stream().map(k -> OrderText.column(plan, k)).toList();
    for (int i = 0; i < keys.size(); i++) {
      values.add(
          after.get(i) == null ? null : ColumnForm.parameter(columns.get(i), numbers.next()));
    }
  }

  /// Conditions that exclude each other, in the order of the rows that they let through: at least one.
  ///
  /// @param keys the last has no nulls
  /// @param after as many values as there are keys
  public static List<String> ranges(
      String alias,
      ResourcePlan plan,
      List<Table.Key> keys,
      List<@Nullable Object> after,
      Numbering numbers) {
    Keyset keyset = new Keyset(alias, plan, keys, after, numbers);
    return keyset.isOneRange() ? List.of(keyset.row()) : keyset.each();
  }

  /// Adds which values there are, and the values.
  public static void add(
      ResourcePlan plan, List<Table.Key> keys, List<@Nullable Object> after, Parameters to) {
    for (int i = 0; i < keys.size(); i++) {
      Object value = after.get(i);
      to.shape(value != null);
      if (value != null) {
        to.add(ColumnForm.argument(OrderText.column(plan, keys.get(i)), value));
      }
    }
  }

  /// A comparison of rows (PostgreSQL manual, 9.25.5) is one range where all keys go one way. It never lets a null
  /// through, which is right where nulls come first and behind a value.
  private boolean isOneRange() {
    boolean descending = keys.getFirst().descending();
    return keys.stream().allMatch(k -> k.descending() == descending)
        && !values.contains(null)
        && (descending || columns.stream().noneMatch(Column::nullable));
  }

  private String row() {
    String operator = keys.getFirst().descending() ? " < " : " > ";
    if (keys.size() == 1) {
      return name(0) + operator + values.getFirst();
    }
    String names =
        columns.stream()
            .map(c -> alias + "." + SqlText.identifier(c.name()))
            .collect(Collectors.joining(", "));
    return "(%s)%s(%s)".formatted(names, operator, String.join(", ", values));
  }

  /// First the rows that share all values but the last, then all but the last two, and so on.
  private List<String> each() {
    List<String> ranges = new ArrayList<>();
    for (int shared = keys.size() - 1; shared >= 0; shared--) {
      StringBuilder prefix = new StringBuilder();
      for (int i = 0; i < shared; i++) {
        String value = values.get(i);
        prefix.append(name(i)).append(value == null ? " is null" : " = " + value).append(" and ");
      }
      for (String behind : behind(shared)) {
        ranges.add(prefix + behind);
      }
    }
    return ranges;
  }

  private List<String> behind(int key) {
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
    return alias + "." + SqlText.identifier(keys.get(key).column());
  }
}
