package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.NOT_SORTABLE;
import static dev.freehold.problem.ViolationCode.REPEATED;
import static dev.freehold.problem.ViolationCode.TOO_MANY;
import static dev.freehold.problem.ViolationCode.UNKNOWN;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.SortableColumn;
import dev.freehold.plan.TablePlan;
import dev.freehold.query.ResourceView;
import java.util.ArrayList;
import java.util.List;

/// Reads `sort=-due_on,title` as an order that ends with the id.
final class SortReader {
  static final String NAME = "sort";
  private static final int MAX_KEYS = 4;

  private final ResourceView view;
  private final ViolationCollector violations;

  SortReader(ResourceView view, ViolationCollector violations) {
    this.view = view;
    this.violations = violations;
  }

  /// The result has no meaning if there are violations.
  List<TablePlan.Key> read(String value) {
    List<TablePlan.Key> order = new ArrayList<>();
    List<ColumnPlan> columns = new ArrayList<>();
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
      ColumnPlan column = view.column(name).orElse(null);
      if (column == null) {
        List<String> known = view.readColumns().stream().map(ColumnPlan::name).toList();
        fault(name, UNKNOWN, violations.unknownNameMessage(name, known));
      } else if (!SortableColumn.isSortable(column)) {
        fault(name, NOT_SORTABLE, "has no order: it is " + column.type().keyword());
      } else if (columns.contains(column)) {
        fault(name, REPEATED, "must not be named more than once");
      } else {
        columns.add(column);
        order.add(new TablePlan.Key(name, descending));
      }
    }
    if (columns.stream().mapToLong(SortableColumn::maxCursorBytes).sum()
        > SortableColumn.MAX_CURSOR_BYTES) {
      violations.add(
          NAME,
          NOT_SORTABLE,
          "must not name text that may be longer than "
              + SortableColumn.MAX_CURSOR_BYTES / SortableColumn.BYTES_PER_CHARACTER
              + " characters together");
    }
    return tieBroken(order);
  }

  private void fault(String name, String code, String message) {
    violations.add(NAME, NAME + ": " + ViolationCollector.shortened(name), code, message);
  }

  /// Ends the order with the id. Keys after the id have no effect and are dropped.
  private List<TablePlan.Key> tieBroken(List<TablePlan.Key> order) {
    String id = view.plan().table().column(ColumnPlan.Role.ID).name();
    for (int i = 0; i < order.size(); i++) {
      if (order.get(i).column().equals(id)) {
        return order.subList(0, i + 1);
      }
    }
    if (!order.isEmpty()) {
      order.add(new TablePlan.Key(id, order.getLast().descending()));
    }
    return order;
  }
}
