package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.Precondition;
import dev.freehold.query.Scope;
import dev.freehold.sql.change.OneChange;
import dev.freehold.sql.form.CallerText;
import dev.freehold.sql.form.TableText;

/// Removes one row. Answers its id; no row where there is none in the scope, and null where there is one that does not meet
/// the precondition.
public final class DeleteSql {
  private final OneChange change;

  public DeleteSql(ApiPlan api, ResourcePlan plan) {
    change =
        new OneChange(
            plan,
            CallerText.of(api),
            "delete from " + TableText.of(plan) + " as r",
            TableText.id(plan),
            2);
  }

  /// @param id [Long] or [java.util.UUID], as the resource has it
  public Statement of(Scope scope, Object id, Precondition precondition) {
    return new Statement(
        change.text(scope, precondition), change.arguments(scope, id, precondition));
  }
}
