package dev.freehold.sql.page;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import dev.freehold.sql.form.ColumnForm;
import dev.freehold.type.sql.SqlText;
import java.util.List;
import java.util.stream.Collectors;

/// An order of rows. Nulls stand where PostgreSQL puts them and its indexes have them: last, and first where an order
/// descends.
public final class OrderText {
  private OrderText() {}

  /// Qualified, because a bare name would mean the text that a column may be read as.
  public static String of(String alias, List<Table.Key> keys) {
    return keys.stream()
        .map(k -> alias + "." + SqlText.identifier(k.column()) + (k.descending() ? " desc" : ""))
        .collect(Collectors.joining(", "));
  }

  /// The columns of an order in a select list.
  public static List<String> keys(String alias, ResourcePlan plan, List<Table.Key> keys) {
    return keys.stream().map(k -> ColumnForm.read(alias, column(plan, k))).toList();
  }

  static Column column(ResourcePlan plan, Table.Key key) {
    return plan.table().column(key.column());
  }
}
