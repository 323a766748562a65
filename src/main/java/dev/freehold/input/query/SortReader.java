package dev.freehold.input.query;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.NOT_SORTABLE;
import static dev.freehold.problem.ViolationCode.REPEATED;
import static dev.freehold.problem.ViolationCode.TOO_MANY;
import static dev.freehold.problem.ViolationCode.UNKNOWN;

import dev.freehold.input.Violations;
import dev.freehold.plan.Column;
import dev.freehold.plan.Table;
import dev.freehold.query.SortKeys;
import dev.freehold.query.View;
import java.util.ArrayList;
import java.util.List;

/// Reads `sort=-due_on,title` as an order that ends with the id.
final class SortReader {
  static final String NAME = "sort";
  private static final int MAX_KEYS = 4;

  private final View view;
  private final Violations violations;

  SortReader(View view, Violations violations) {
    this.view = view;
    this.violations = violations;
  }

  /// It means nothing where there are violations.
  List<Table.Key> read(String value) {
    List<Table.Key> order = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    if (value.isEmpty()) {
      violations.add(NAME, FORMAT, "must name a field, such as -created_at");
      return order;
    }
    String[] parts = value.split(",", MAX_KEYS + 2);
    if (parts.length > MAX_KEYS) {
      violations.add(NAME, TOO_MANY, "must name at most " + MAX_KEYS + " fields");
      return order;
    }
    for (String part : parts) {
      boolean descending = part.startsWith("-");
      String name = descending ? part.substring(1) : part;
      Column column = view.column(name).orElse(null);
      if (column == null) {
        List<String> known = view.read().stream().map(Column::name).toList();
        fault(name, UNKNOWN, violations.unknown(name, known));
      } else if (!SortKeys.isOrdered(column)) {
        fault(name, NOT_SORTABLE, "has no order: it is " + column.type().word());
      } else if (columns.contains(column)) {
        fault(name, REPEATED, "must not be named more than once");
      } else {
        columns.add(column);
        order.add(new Table.Key(name, descending));
      }
    }
    if (columns.stream().mapToLong(SortKeys::bytes).sum() > SortKeys.MAX_BYTES) {
      violations.add(
          NAME,
          NOT_SORTABLE,
          "must not name text that may be longer than "
              + SortKeys.MAX_BYTES / SortKeys.BYTES_PER_CHARACTER
              + " characters together");
    }
    return tieBroken(order);
  }

  private void fault(String name, String code, String message) {
    violations.add(NAME, NAME + ": " + Violations.shortened(name), code, message);
  }

  /// What follows the id decides nothing.
  private List<Table.Key> tieBroken(List<Table.Key> order) {
    String id = view.plan().table().column(Column.Role.ID).name();
    for (int i = 0; i < order.size(); i++) {
      if (order.get(i).column().equals(id)) {
        return order.subList(0, i + 1);
      }
    }
    if (!order.isEmpty()) {
      order.add(new Table.Key(id, order.getLast().descending()));
    }
    return order;
  }
}
