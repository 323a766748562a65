package dev.freehold.sql;

import dev.freehold.plan.Column;
import dev.freehold.plan.FieldValues;
import dev.freehold.plan.ResourcePlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some fields of one row. Answers the read set as it then stands and, last, the version; no row where there is none in
/// the scope. One text for every subset of fields, so that one prepared statement serves them all; each field costs two
/// parameters.
public final class UpdateSql {
  private final String text;
  private final List<Column> columns;

  public UpdateSql(ResourcePlan plan) {
    columns = plan.update().stream().map(ResourcePlan.WriteField::column).toList();
    StringBuilder set = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      String name = Fragment.quoted(columns.get(i).name());
      set.append(name)
          .append(" = case when $")
          .append(3 + 2 * i)
          .append("::boolean then ")
          .append(ColumnForm.parameter(columns.get(i), 4 + 2 * i))
          .append(" else ")
          .append(name)
          .append(" end, ");
    }
    String updatedAt = Fragment.quoted(plan.table().column(Column.Role.UPDATED_AT).name());
    String version = Fragment.quoted(plan.table().column(Column.Role.VERSION).name());
    set.append(updatedAt).append(" = now(), ");
    set.append(version).append(" = ").append(version).append(" + 1");
    text =
        Fragment.afterCaller(
            "update "
                + Fragment.table(plan)
                + " set "
                + set
                + " where "
                + Fragment.owner(plan)
                + " = $1::text::uuid and "
                + Fragment.quoted(Fragment.id(plan).name())
                + " = "
                + ColumnForm.parameter(Fragment.id(plan), 2)
                + " returning "
                + Fragment.readWithVersion(plan));
  }

  /// @param id [Long] or [java.util.UUID], as the resource has it
  /// @param values of the update set; those that were not given stay as they are
  public Statement of(Scope scope, Object id, FieldValues values) {
    @Nullable Object[] arguments = new @Nullable Object[2 + 2 * columns.size()];
    arguments[0] = scope.setting();
    arguments[1] = id;
    for (int i = 0; i < columns.size(); i++) {
      arguments[2 + 2 * i] = values.isGiven(i);
      arguments[3 + 2 * i] = ColumnForm.argument(columns.get(i), values.value(i));
    }
    return new Statement(text, arguments);
  }
}
