package dev.freehold.sql;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
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
      String alias, ResourcePlan plan, List<TablePlan.Key> keys, TextCollation collation) {
    return keys.stream()
        .map(k -> key(alias, plan, k, collation) + (k.descending() ? " desc" : ""))
        .collect(Collectors.joining(", "));
  }

  /// The column of a key, as it is ordered and compared.
  static String key(String alias, ResourcePlan plan, TablePlan.Key key, TextCollation collation) {
    return collation.ordered(column(plan, key), alias + "." + SqlQuoting.identifier(key.column()));
  }

  /// The columns of an order in a select list.
  public static List<String> keys(String alias, ResourcePlan plan, List<TablePlan.Key> keys) {
    return keys.stream().map(k -> ColumnCodec.selectItem(alias, column(plan, k))).toList();
  }

  static ColumnPlan column(ResourcePlan plan, TablePlan.Key key) {
    return plan.table().column(key.column());
  }
}
