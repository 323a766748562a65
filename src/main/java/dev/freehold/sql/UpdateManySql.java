package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.query.FieldValues;
import dev.freehold.query.Predicate;
import dev.freehold.query.Scope;
import dev.freehold.query.View;
import dev.freehold.sql.change.Assignments;
import dev.freehold.sql.change.ManyChange;
import dev.freehold.sql.filter.PredicateValues;
import dev.freehold.sql.form.CallerText;
import dev.freehold.sql.form.Numbering;
import dev.freehold.sql.form.Parameters;
import org.jspecify.annotations.Nullable;

/// Some fields of all rows that a predicate lets through, to the same values. Answers one row: how many there are, counted
/// to one more than may be changed, and how many were changed: all of them, or none where there are more.
public final class UpdateManySql {
  /// Behind the caller and the most that may be changed.
  private static final int FIRST = 2;

  private final View view;
  private final CallerText caller;
  private final Assignments assignments;
  private final StatementTexts texts;

  /// With texts of its own.
  public UpdateManySql(ApiPlan api, View view) {
    this(api, view, new StatementTexts());
  }

  /// @param texts shared by all statements of an app
  public UpdateManySql(ApiPlan api, View view, StatementTexts texts) {
    this.view = view;
    this.texts = texts;
    caller = CallerText.of(api);
    assignments = new Assignments(api, view, caller);
  }

  /// @param values of the view's update set; those that were not given stay as they are
  /// @param max rows
  public Statement of(Scope scope, Predicate where, FieldValues values, int max) {
    Parameters parameters = new Parameters(scope.setting());
    parameters.shape("update many", scope.reach(), view);
    parameters.add((long) max);
    @Nullable Object[] assigned = new @Nullable Object[assignments.parameters()];
    assignments.bind(values, assigned, 0);
    for (Object value : assigned) {
      parameters.add(value);
    }
    PredicateValues.add(where, parameters);
    return new Statement(
        texts.of(parameters.shape(), () -> make(scope, where)), parameters.values());
  }

  private String make(Scope scope, Predicate where) {
    Numbering numbers = new Numbering(FIRST);
    String change = assignments.text(numbers);
    return ManyChange.text(view.plan(), caller, scope.reach(), change, where, numbers);
  }
}
