package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.Predicate;
import dev.freehold.query.Scope;
import dev.freehold.sql.change.ManyChange;
import dev.freehold.sql.filter.PredicateValues;
import dev.freehold.sql.form.CallerText;
import dev.freehold.sql.form.Numbering;
import dev.freehold.sql.form.Parameters;
import dev.freehold.sql.form.TableText;

/// Removes all rows that a predicate lets through. Answers one row: how many there are, counted to one more than may be
/// removed, and how many were removed: all of them, or none where there are more.
public final class DeleteManySql {
  /// Behind the caller and the most that may be removed.
  private static final int FIRST = 2;

  private final ResourcePlan plan;
  private final CallerText caller;
  private final StatementTexts texts;

  /// With texts of its own.
  public DeleteManySql(ApiPlan api, ResourcePlan plan) {
    this(api, plan, new StatementTexts());
  }

  /// @param texts shared by all statements of an app
  public DeleteManySql(ApiPlan api, ResourcePlan plan, StatementTexts texts) {
    this.plan = plan;
    this.texts = texts;
    caller = CallerText.of(api);
  }

  /// @param max rows
  public Statement of(Scope scope, Predicate where, int max) {
    Parameters parameters = new Parameters(scope.setting());
    parameters.shape("delete many", scope.reach(), plan.name());
    parameters.add((long) max);
    PredicateValues.add(where, parameters);
    return new Statement(
        texts.of(parameters.shape(), () -> make(scope, where)), parameters.values());
  }

  private String make(Scope scope, Predicate where) {
    String change = "delete from " + TableText.of(plan) + " as r";
    return ManyChange.text(plan, caller, scope.reach(), change, where, new Numbering(FIRST));
  }
}
