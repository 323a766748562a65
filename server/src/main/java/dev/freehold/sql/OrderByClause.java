package dev.freehold.sql;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ListQuery.OrderKey;
import dev.freehold.type.SqlQuoting;
import java.util.List;
import java.util.stream.Collectors;

/// An `order by` clause. Nulls have the place that PostgreSQL and its indexes give them by default:
/// last in ascending and first in descending order.
final class OrderByClause {
  private OrderByClause() {}

  /// The columns are qualified: an unqualified name would refer to the output column, which may be
  /// a text.
  public static String of(
      String alias, ResourcePlan plan, List<OrderKey> keys, TextCollation collation) {
    return keys.stream()
        .flatMap(
            key ->
                comparands(plan, key, name(alias, key), collation).stream()
                    .map(c -> c + (key.descending() ? " desc" : "")))
        .collect(Collectors.joining(", "));
  }

  /// What a key orders and compares, the first first: the value, or its lower case and the value.
  ///
  /// @param value the column of the key, or an expression of its type
  static List<String> comparands(
      ResourcePlan plan, OrderKey key, String value, TextCollation collation) {
    String itself = collation.ordered(column(plan, key), value);
    return key.ignoresCase() ? List.of(collation.lowerOrdered(value), itself) : List.of(itself);
  }

  /// The columns of an order in a select list.
  public static List<String> keys(String alias, ResourcePlan plan, List<OrderKey> keys) {
    return keys.stream().map(k -> ColumnCodec.selectItem(alias, column(plan, k))).toList();
  }

  static String name(String alias, OrderKey key) {
    return alias + "." + SqlQuoting.identifier(key.column());
  }

  static ColumnPlan column(ResourcePlan plan, OrderKey key) {
    return plan.table().column(key.column());
  }
}
