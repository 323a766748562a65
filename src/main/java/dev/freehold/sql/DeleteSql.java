package dev.freehold.sql;

import dev.freehold.plan.ResourcePlan;

/// Removes one row. Answers its id; no row where there is none in the scope.
public final class DeleteSql {
  private final String text;

  public DeleteSql(ResourcePlan plan) {
    String id = Fragment.quoted(Fragment.id(plan).name());
    text =
        Fragment.afterCaller(
            "delete from "
                + Fragment.table(plan)
                + " where "
                + Fragment.owner(plan)
                + " = $1::text::uuid and "
                + id
                + " = "
                + ColumnForm.parameter(Fragment.id(plan), 2)
                + " returning "
                + id);
  }

  /// @param id [Long] or [java.util.UUID], as the resource has it
  public Statement of(Scope scope, Object id) {
    return new Statement(text, scope.setting(), id);
  }
}
