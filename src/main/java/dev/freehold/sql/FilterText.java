package dev.freehold.sql;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Conditions as text that follows a predicate, and the values for its parameters.
final class FilterText {
  private final ResourcePlan plan;
  private final int firstParameter;
  private final StringBuilder text = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  FilterText(ResourcePlan plan, int firstParameter) {
    this.plan = plan;
    this.firstParameter = firstParameter;
  }

  /// A `OneOf` of nothing lets nothing through: `= any('{}')` is false.
  void and(Spec.Condition condition) {
    Column column = plan.table().column(condition.field());
    text.append(" and ").append(Fragment.quoted(column.name()));
    int parameter = firstParameter + values.size();
    switch (condition) {
      case Spec.Condition.Equal(_, Object value) -> {
        text.append(" = ").append(ColumnForm.parameter(column, parameter));
        values.add(Objects.requireNonNull(ColumnForm.argument(column, value)));
      }
      case Spec.Condition.OneOf(_, List<Object> any) -> {
        text.append(" = any(").append(ColumnForm.arrayParameter(column, parameter)).append(")");
        values.add(ColumnForm.array(column.type().scalar(), any));
      }
      case Spec.Condition.Null _ -> text.append(" is null");
    }
  }

  String text() {
    return text.toString();
  }

  List<Object> values() {
    return List.copyOf(values);
  }
}
