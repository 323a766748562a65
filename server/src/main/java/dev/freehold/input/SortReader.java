package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.NOT_SORTABLE;
import static dev.freehold.problem.ViolationCode.REPEATED;
import static dev.freehold.problem.ViolationCode.TOO_DEEP;
import static dev.freehold.problem.ViolationCode.TOO_MANY;
import static dev.freehold.problem.ViolationCode.UNKNOWN;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.SortableColumn;
import dev.freehold.query.ApiView;
import dev.freehold.query.FieldPath;
import dev.freehold.query.ListQuery.OrderKey;
import dev.freehold.query.ResourceView;
import java.util.ArrayList;
import java.util.List;

/// Reads `sort=-due_on,title:lower` as an order that ends with the id.
final class SortReader {
  static final String NAME = "sort";
  private static final int MAX_KEYS = 4;

  private final ApiView apiView;
  private final ResourceView view;
  private final ViolationCollector violations;

  /// @param view part of `apiView`
  SortReader(ApiView apiView, ResourceView view, ViolationCollector violations) {
    this.apiView = apiView;
    this.view = view;
    this.violations = violations;
  }

  /// The result has no meaning if there are violations.
  List<OrderKey> read(String value) {
    List<OrderKey> order = new ArrayList<>();
    List<FieldPath> fields = new ArrayList<>();
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
      String key = descending ? part.substring(1) : part;
      int colon = key.indexOf(':');
      String name = colon < 0 ? key : key.substring(0, colon);
      String modifier = colon < 0 ? "" : key.substring(colon);
      boolean ignoresCase = modifier.equals(SortableColumn.IGNORING_CASE);
      FieldPath field = apiView.field(view, name).orElse(null);
      if (field == null && FieldPath.isTooDeep(name)) {
        fault(name, TOO_DEEP, "must be at most " + FieldPath.MAX_RELATIONS + " relations deep");
      } else if (field == null) {
        List<String> known = view.queryColumns().stream().map(ColumnPlan::name).toList();
        fault(name, UNKNOWN, violations.unknownNameMessage(name, known));
      } else if (field.hasManyValues()) {
        fault(name, NOT_SORTABLE, "has no order: a row can have several of these values");
      } else if (!SortableColumn.isSortable(field.column())) {
        fault(name, NOT_SORTABLE, "has no order: it is " + field.column().type().keyword());
      } else if (!modifier.isEmpty() && !ignoresCase) {
        fault(
            name,
            FORMAT,
            "may be followed by :lower, which ignores case, and by nothing else; - before it means"
                + " descending");
      } else if (ignoresCase && !SortableColumn.canIgnoreCase(field.column())) {
        fault(
            name,
            NOT_SORTABLE,
            "has no case: it is " + field.column().type().keyword() + "; omit :lower");
      } else if (fields.contains(field)) {
        fault(name, REPEATED, "must not be named more than once");
      } else {
        fields.add(field);
        order.add(new OrderKey(field.relations(), field.column().name(), descending, ignoresCase));
      }
    }
    if (fields.stream().map(FieldPath::column).mapToLong(SortableColumn::maxCursorBytes).sum()
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
  private List<OrderKey> tieBroken(List<OrderKey> order) {
    String id = view.plan().table().column(ColumnPlan.Role.ID).name();
    for (int i = 0; i < order.size(); i++) {
      if (order.get(i).isOwn(id)) {
        return order.subList(0, i + 1);
      }
    }
    if (!order.isEmpty()) {
      order.add(new OrderKey(id, order.getLast().descending(), false));
    }
    return order;
  }
}
