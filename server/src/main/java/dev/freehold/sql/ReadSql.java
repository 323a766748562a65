package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.QueryCost;
import dev.freehold.query.QueryCostEstimator;
import dev.freehold.query.RowScope;
import dev.freehold.query.Selection;
import dev.freehold.sql.StatementTextCache.DefaultQueryText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads one row by its id. Returns the selection's columns, a text of JSON for each included
/// relation and, last, the version; no row if the scope has no such row.
public final class ReadSql {
  private final ApiPlan api;
  private final ResourcePlan plan;
  private final StatementTextCache texts;
  private final CallerSettingsSql caller;
  private final QueryCostEstimator costs;
  private volatile @Nullable DefaultQueryText defaultText;

  /// @param texts shared by all statements of an app
  public ReadSql(ApiPlan api, ResourcePlan plan, StatementTextCache texts) {
    this.api = api;
    this.plan = plan;
    this.texts = texts;
    this.caller = CallerSettingsSql.of(api);
    this.costs = new QueryCostEstimator(plan, texts.collation().ordersByCodePoint());
  }

  /// @param id [Long] or [java.util.UUID], as the resource has it
  public SqlStatement of(RowScope scope, Selection selection, Object id) {
    return new SqlStatement(
        costs.ofRow(scope.extent(), selection), text(scope, selection), scope.callerSetting(), id);
  }

  private String text(RowScope scope, Selection selection) {
    boolean isWhole = selection.isWhole();
    DefaultQueryText defaultQueryText = defaultText;
    if (isWhole && defaultQueryText != null && defaultQueryText.matches(selection.view(), scope)) {
      return defaultQueryText.text();
    }
    StatementParameters parameters = StatementParameters.of("read", scope, selection);
    String text = texts.of(parameters.shape(), () -> make(scope, selection));
    if (isWhole && defaultQueryText == null) {
      defaultText = new DefaultQueryText(selection.view(), scope.extent(), QueryCost.BOUNDED, text);
    }
    return text;
  }

  private String make(RowScope scope, Selection selection) {
    AccessPredicate access = new AccessPredicate(caller);
    ReadableColumnSql readable = new ReadableColumnSql(access::forRead);
    SelectionSql row =
        SelectionSql.of(
            selection,
            List.of(RowVersionSql.of(selection.view(), "r", readable)),
            new IncludedRelationSql(api, caller, texts.collation()),
            readable);
    return "select %s from %s, lateral (select %s from %s as r where %s and %s offset 0) %s%s"
        .formatted(
            row.outer(),
            caller.fromItem(),
            row.inner(),
            TableSql.of(plan),
            access.forRead(scope.extent(), "r", plan),
            TableSql.idEquals(plan, "r", 2),
            row.name(),
            row.joins());
  }
}
