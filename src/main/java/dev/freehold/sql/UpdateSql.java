package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.query.FieldValues;
import dev.freehold.query.Precondition;
import dev.freehold.query.Scope;
import dev.freehold.query.View;
import dev.freehold.sql.change.Assignments;
import dev.freehold.sql.change.OneChange;
import dev.freehold.sql.form.CallerText;
import dev.freehold.sql.form.Numbering;
import dev.freehold.sql.form.TableText;
import org.jspecify.annotations.Nullable;

/// Some fields of one row. Answers the view's read set as it then stands and, last, the version; no row where there is none
/// in the scope. Where there is one that does not meet the precondition, it answers nulls: the version tells.
public final class UpdateSql {
  /// Behind the caller and the id.
  private static final int FIRST = 2;

  private final OneChange change;
  private final Assignments assignments;

  public UpdateSql(ApiPlan api, View view) {
    CallerText caller = CallerText.of(api);
    assignments = new Assignments(api, view, caller);
    change =
        new OneChange(
            view.plan(),
            caller,
            assignments.text(new Numbering(FIRST)),
            TableText.withVersion(view.plan(), view.read()),
            FIRST + assignments.parameters());
  }

  /// @param id [Long] or [java.util.UUID], as the resource has it
  /// @param values of the view's update set; those that were not given stay as they are
  public Statement of(Scope scope, Object id, FieldValues values, Precondition precondition) {
    @Nullable Object[] arguments = change.arguments(scope, id, precondition);
    assignments.bind(values, arguments, FIRST);
    return new Statement(change.text(scope, precondition), arguments);
  }
}
