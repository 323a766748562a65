package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.Precondition;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.spec.Access.CrudOperation;

/// Deletes one row. Returns its id; no row if the scope has no such row, and null if the row does
/// not meet the precondition.
public final class DeleteSql {
  private final ConditionalWriteSql change;

  public DeleteSql(ApiPlan api, ResourceView view) {
    ResourcePlan plan = view.plan();
    change =
        new ConditionalWriteSql(
            view,
            CrudOperation.DELETE,
            CallerSettingsSql.of(api),
            "delete from " + TableSql.of(plan) + " as r",
            null,
            "r." + TableSql.id(plan),
            2);
  }

  /// @param id [Long] or [java.util.UUID], as the resource has it
  public SqlStatement of(RowScope scope, Object id, Precondition precondition) {
    return new SqlStatement(
        change.text(scope, precondition), change.arguments(scope, id, precondition));
  }
}
