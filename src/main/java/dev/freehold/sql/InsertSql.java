package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.FieldValues;
import dev.freehold.query.Scope;
import dev.freehold.query.View;
import dev.freehold.spec.Spec;
import dev.freehold.sql.change.Writing;
import dev.freehold.sql.form.CallerText;
import dev.freehold.sql.form.ColumnForm;
import dev.freehold.sql.form.TableText;
import dev.freehold.type.sql.SqlText;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A new row, which is the caller's. Answers the view's read set and, last, the version. One text for every subset of
/// fields: one that was not given gets its default, and one that the view does not write gets the table's.
public final class InsertSql {
  private final String text;
  private final List<Column> columns;
  private final @Nullable Supplier<UUID> ids;

  /// @param ids makes the ids of resources that have UUIDs
  public InsertSql(ApiPlan api, View view, Supplier<UUID> ids) {
    ResourcePlan plan = view.plan();
    this.ids =
        switch (plan.id()) {
          case INTEGER -> null;
          case UUID -> ids;
        };
    this.columns = view.create().stream().map(ResourcePlan.WriteField::column).toList();
    CallerText caller = CallerText.of(api);
    Writing writing = new Writing(api, view, caller);
    StringBuilder names = new StringBuilder(TableText.owner(plan));
    StringBuilder values = new StringBuilder(caller.user());
    int parameter = 1;
    if (plan.id() == Spec.IdType.UUID) {
      names.append(", ").append(TableText.id(plan));
      values.append(", $").append(++parameter).append("::uuid");
    }
    for (Column column : columns) {
      names.append(", ").append(SqlText.identifier(column.name()));
      values.append(", ").append(writing.inserted(column, ++parameter));
    }
    text =
        "insert into %s (%s) select %s from %s returning %s"
            .formatted(
                TableText.of(plan),
                names,
                values,
                caller.row(),
                TableText.withVersion(plan, view.read()));
  }

  /// @param values of the view's create set
  public Statement of(Scope scope, FieldValues values) {
    int first = ids == null ? 1 : 2;
    @Nullable Object[] arguments = new @Nullable Object[first + columns.size()];
    arguments[0] = scope.setting();
    if (ids != null) {
      arguments[1] = ids.get();
    }
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      Object value = values.isGiven(i) ? values.value(i) : column.defaultValue();
      arguments[first + i] = ColumnForm.argument(column, value);
    }
    return new Statement(text, arguments);
  }
}
