package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.FieldValues;
import dev.freehold.query.QueryCostEstimator;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.sql.RelationSql.RelatingRow;
import dev.freehold.sql.StatementParameters.ParameterNumbering;
import dev.freehold.sql.UpdateSql.SetClause;
import org.jspecify.annotations.Nullable;

/// A change of all rows that match a predicate, if at most `$2` rows match. Returns one row: the
/// number of matching rows, counted up to `$2 + 1`, and the number of changed rows. Both come from
/// one snapshot, so the counted rows are the changed rows. PostgreSQL checks the predicate again
/// for a row that a concurrent request has changed.
public final class BulkChangeSql {
  private BulkChangeSql() {}

  /// @param change of the table's rows `r`, without its `where`
  /// @param after the condition on a row after the change; null for none
  /// @param numbers that continue after the parameters of `change`
  public static String text(
      ResourcePlan plan,
      CallerSettingsSql caller,
      Extent extent,
      String change,
      @Nullable String after,
      RowPredicate where,
      TextCollation collation,
      ParameterNumbering numbers) {
    AccessPredicate access = new AccessPredicate(caller);
    String condition =
        access.forChange(extent, "r", plan)
            + (after == null ? "" : " and " + after)
            + " and "
            + PredicateSql.of(
                where,
                new RelatingRow(plan, "r"),
                new RelationSql(access::forChange),
                collation,
                numbers);
    return ("with m as (select count(*) as n from (select from %1$s as r where %2$s limit"
            + " $2::bigint + 1) r), w as (%3$s where %2$s and (select m.n from m) <= $2::bigint"
            + " returning 1) select m.n as matched, w.n as affected from %4$s, lateral (select"
            + " m.n from m where c.uid is not null offset 0) m, lateral (select count(*) as n"
            + " from w where c.uid is not null offset 0) w")
        .formatted(TableSql.of(plan), condition, change, caller.fromItem());
  }

  /// Deletes all rows that match a predicate. Returns one row: the number of matching rows, counted
  /// up to one more than the maximum, and the number of deleted rows. Deletes no row if more than
  /// the maximum match.
  public static final class BulkDeleteSql {
    /// The parameters before those of the predicate: the caller's setting and the maximum.
    private static final int FIXED_PARAMETERS = 2;

    private final ResourcePlan plan;
    private final CallerSettingsSql caller;
    private final StatementTextCache texts;
    private final QueryCostEstimator costs;

    /// @param texts shared by all statements of an app
    public BulkDeleteSql(ApiPlan api, ResourcePlan plan, StatementTextCache texts) {
      this.plan = plan;
      this.texts = texts;
      costs = new QueryCostEstimator(plan, texts.collation().ordersByCodePoint());
      caller = CallerSettingsSql.of(api);
    }

    /// @param max rows
    public SqlStatement of(RowScope scope, RowPredicate where, int max) {
      StatementParameters parameters = new StatementParameters(scope.callerSetting());
      parameters.shape("delete many", scope.extent(), plan.name());
      parameters.add((long) max);
      PredicateSql.bind(where, parameters);
      return new SqlStatement(
          costs.ofChange(scope.extent(), where),
          texts.of(parameters.shape(), () -> make(scope, where)),
          parameters.values());
    }

    private String make(RowScope scope, RowPredicate where) {
      String change = "delete from " + TableSql.of(plan) + " as r";
      return BulkChangeSql.text(
          plan,
          caller,
          scope.extent(),
          change,
          null,
          where,
          texts.collation(),
          new ParameterNumbering(FIXED_PARAMETERS));
    }
  }

  /// Sets some fields of all rows that match a predicate to the same values. Returns one row: the
  /// number of matching rows, counted up to one more than the maximum, and the number of updated
  /// rows. Updates no row if more than the maximum match.
  public static final class BulkUpdateSql {
    /// The parameters before those of the assignments: the caller's setting and the maximum.
    private static final int FIXED_PARAMETERS = 2;

    private final ResourceView view;
    private final CallerSettingsSql caller;
    private final SetClause assignments;
    private final StatementTextCache texts;
    private final QueryCostEstimator costs;

    /// @param texts shared by all statements of an app
    public BulkUpdateSql(ApiPlan api, ResourceView view, StatementTextCache texts) {
      this.view = view;
      this.texts = texts;
      costs = new QueryCostEstimator(view.plan(), texts.collation().ordersByCodePoint());
      caller = CallerSettingsSql.of(api);
      assignments = new SetClause(api, view, caller);
    }

    /// @param values of the view's update set; fields that were not given keep their values
    /// @param max the maximum number of rows
    public SqlStatement of(RowScope scope, RowPredicate where, FieldValues values, int max) {
      StatementParameters parameters = new StatementParameters(scope.callerSetting());
      parameters.shape("update many", scope.extent(), view);
      parameters.add((long) max);
      @Nullable Object[] assigned = new @Nullable Object[assignments.parameters()];
      assignments.bind(values, assigned, 0);
      for (Object value : assigned) {
        parameters.add(value);
      }
      PredicateSql.bind(where, parameters);
      return new SqlStatement(
          costs.ofChange(scope.extent(), where),
          texts.of(parameters.shape(), () -> make(scope, where)),
          parameters.values());
    }

    private String make(RowScope scope, RowPredicate where) {
      return BulkChangeSql.text(
          view.plan(),
          caller,
          scope.extent(),
          assignments.text(FIXED_PARAMETERS),
          assignments.after(FIXED_PARAMETERS),
          where,
          texts.collation(),
          new ParameterNumbering(FIXED_PARAMETERS + assignments.parameters()));
    }
  }
}
