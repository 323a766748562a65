package dev.freehold.sql.change;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.FieldValues;
import dev.freehold.query.View;
import dev.freehold.sql.form.CallerText;
import dev.freehold.sql.form.ColumnForm;
import dev.freehold.sql.form.Numbering;
import dev.freehold.sql.form.TableText;
import dev.freehold.type.sql.SqlText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an update sets. One text for every subset of fields, so that one prepared statement serves them all; each field
/// costs two parameters.
public final class Assignments {
  private final ResourcePlan plan;
  private final Writing writing;
  private final List<Column> columns;

  public Assignments(ApiPlan api, View view, CallerText caller) {
    this.plan = view.plan();
    this.writing = new Writing(api, view, caller);
    this.columns = view.update().stream().map(ResourcePlan.WriteField::column).toList();
  }

  /// `update … as r set …`.
  public String text(Numbering numbers) {
    StringBuilder text =
        new StringBuilder("update ").append(TableText.of(plan)).append(" as r set ");
    for (Column column : columns) {
      String name = SqlText.identifier(column.name());
      text.append(name)
          .append(" = case when $")
          .append(numbers.next())
          .append("::boolean then ")
          .append(writing.updated(column, numbers.next()))
          .append(" else r.")
          .append(name)
          .append(" end, ");
    }
    String updatedAt = SqlText.identifier(plan.table().column(Column.Role.UPDATED_AT).name());
    String version = TableText.version(plan);
    return text.append(updatedAt)
        .append(" = now(), ")
        .append(version)
        .append(" = r.")
        .append(version)
        .append(" + 1")
        .toString();
  }

  public int parameters() {
    return 2 * columns.size();
  }

  /// @param values of the view's update set; those that were not given stay as they are
  /// @param first place of the first argument
  public void bind(FieldValues values, @Nullable Object[] arguments, int first) {
    for (int i = 0; i < columns.size(); i++) {
      arguments[first + 2 * i] = values.isGiven(i);
      arguments[first + 2 * i + 1] = ColumnForm.argument(columns.get(i), values.value(i));
    }
  }
}
