package dev.freehold.sql;

import dev.freehold.plan.Column;
import dev.freehold.plan.FieldValues;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A new row of the scope's owner. Answers the read set and, last, the version. One text for every subset of fields: one
/// that was not given gets its default.
public final class InsertSql {
  private final String text;
  private final List<Column> columns;
  private final @Nullable Supplier<UUID> ids;

  /// @param ids makes the ids of resources that have UUIDs
  public InsertSql(ResourcePlan plan, Supplier<UUID> ids) {
    this.ids =
        switch (plan.id()) {
          case INTEGER -> null;
          case UUID -> ids;
        };
    this.columns = plan.create().stream().map(ResourcePlan.WriteField::column).toList();
    List<Column> written = new ArrayList<>();
    if (plan.id() == Spec.IdType.UUID) {
      written.add(Fragment.id(plan));
    }
    written.addAll(columns);
    StringBuilder names = new StringBuilder(Fragment.owner(plan));
    StringBuilder values = new StringBuilder("c.uid::uuid");
    for (int i = 0; i < written.size(); i++) {
      names.append(", ").append(Fragment.quoted(written.get(i).name()));
      values.append(", ").append(ColumnForm.parameter(written.get(i), i + 2));
    }
    text =
        "insert into "
            + Fragment.table(plan)
            + " ("
            + names
            + ") select "
            + values
            + " from "
            + Fragment.CALLER
            + " returning "
            + Fragment.readWithVersion(plan);
  }

  /// @param values of the create set
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
