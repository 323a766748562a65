package dev.freehold.sql;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ApiView.VisibleRelation;
import dev.freehold.query.ListQuery.OrderKey;
import dev.freehold.sql.RelationSql.RelatedItem;
import dev.freehold.sql.RelationSql.RelatingRow;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// An `order by` clause. Nulls have the place that PostgreSQL and its indexes give them by default:
/// last in ascending and first in descending order.
final class OrderByClause {
  /// No field and no resource has a name that begins with `_`.
  private static final String RELATED_KEY = "_key";

  private static final String RELATED_VALUE = "_value";

  private OrderByClause() {}

  /// The columns are qualified: an unqualified name would refer to the output column, which may be
  /// a text.
  public static String of(
      String alias, ResourcePlan plan, List<OrderKey> keys, TextCollation collation) {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      OrderKey key = keys.get(i);
      comparands(plan, key, name(alias, keys, i), collation)
          .forEach(c -> items.add(c + (key.descending() ? " desc" : "")));
    }
    return String.join(", ", items);
  }

  /// What a key orders and compares, the first first: the value, or its lower case and the value.
  ///
  /// @param value the column of the key, or an expression of its type
  static List<String> comparands(
      ResourcePlan plan, OrderKey key, String value, TextCollation collation) {
    String itself = comparand(key.columnOf(plan), value, collation);
    return key.ignoresCase() ? List.of(collation.lowerOrdered(value), itself) : List.of(itself);
  }

  /// What the order of a column compares. That of an enum is the order in which the spec writes its
  /// values, with a value that the spec no longer has before them all. No index serves it.
  ///
  /// @param value the column, or an expression of its type
  static String comparand(ColumnPlan column, String value, TextCollation collation) {
    return column.isEnum()
        ? "case when %1$s is not null then coalesce(array_position(array[%2$s], %1$s), 0) end"
            .formatted(
                value,
                column.constraints().values().stream()
                    .map(SqlQuoting::stringLiteral)
                    .collect(Collectors.joining(", ")))
        : collation.ordered(column, value);
  }

  /// The columns of an order in a select list.
  public static List<String> keys(String alias, ResourcePlan plan, List<OrderKey> keys) {
    return IntStream.range(0, keys.size())
        .mapToObj(i -> name(alias, keys, i) + ColumnCodec.resultCast(keys.get(i).columnOf(plan)))
        .toList();
  }

  /// The `from` items that follow the rows, with the values of their related rows. A value is null if
  /// there is no related row that the caller may read. Their names hide no column of the rows.
  public static String joins(
      String alias, ResourcePlan plan, List<OrderKey> keys, RelationSql relations) {
    StringBuilder joins = new StringBuilder();
    for (int i = 0; i < keys.size(); i++) {
      OrderKey key = keys.get(i);
      if (key.relations().isEmpty()) {
        continue;
      }
      RelatingRow row = new RelatingRow(plan, alias);
      List<String> from = new ArrayList<>();
      List<String> conditions = new ArrayList<>();
      for (VisibleRelation relation : key.relations()) {
        RelatedItem item = relations.follow(row, relation);
        from.add(item.from());
        conditions.add(item.condition());
        row = item.row();
      }
      joins.append(
          " left join lateral (select %s as %s from %s where %s) as %s on true"
              .formatted(
                  row.column(key.column()),
                  RELATED_VALUE,
                  String.join(", ", from),
                  String.join(" and ", conditions),
                  RELATED_KEY + i));
    }
    return joins.toString();
  }

  static String name(String alias, List<OrderKey> keys, int place) {
    OrderKey key = keys.get(place);
    return key.relations().isEmpty()
        ? alias + "." + SqlQuoting.identifier(key.column())
        : RELATED_KEY + place + "." + RELATED_VALUE;
  }
}
