package dev.freehold.sql;

import dev.freehold.plan.ResourcePlan;

/// One row by its id. Answers the read set and, last, the version; no row where there is none in the scope.
public final class ReadSql {
  private final String text;

  public ReadSql(ResourcePlan plan) {
    text =
        "select t.* from "
            + Fragment.CALLER
            + ", lateral (select "
            + Fragment.readWithVersion(plan)
            + " from "
            + Fragment.table(plan)
            + " where "
            + Fragment.owner(plan)
            + " = c.uid::uuid and "
            + Fragment.quoted(Fragment.id(plan).name())
            + " = "
            + ColumnForm.parameter(Fragment.id(plan), 2)
            + " offset 0) t";
  }

  /// @param id [Long] or [java.util.UUID], as the resource has it
  public Statement of(Scope scope, Object id) {
    return new Statement(text, scope.setting(), id);
  }
}
