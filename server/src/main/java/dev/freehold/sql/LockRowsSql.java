package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.type.FieldType.ScalarType;
import java.util.List;

/// Locks the rows with the ids `$2` that the caller may update, until the end of the transaction.
/// Locks them in the order of their ids, so that two such statements cannot deadlock, and skips rows
/// out of the scope. If a concurrent request changes a row, the lock waits for it and has the new
/// row.
public final class LockRowsSql {
  private final Extent extent;
  private final ScalarType id;
  private final String lock;
  private final String read;

  /// @param view of a caller who may update
  public LockRowsSql(ApiPlan api, ResourceView view) {
    CallerSettingsSql caller = CallerSettingsSql.of(api);
    this.extent = view.rowExtent(CrudOperation.UPDATE).orElseThrow();
    this.id = view.plan().table().column(ColumnPlan.Role.ID).type().scalar();
    this.lock = text(caller, view, "r." + TableSql.id(view.plan()));
    this.read =
        text(
            caller,
            view,
            RowVersionSql.selectListWithVersion(
                view, "r", new ReadableColumnSql(new AccessPredicate(caller)::forRead)));
  }

  private String text(CallerSettingsSql caller, ResourceView view, String selectList) {
    ResourcePlan plan = view.plan();
    return "select l.* from %s, lateral (select %s from %s as r where %s and r.%s = any(%s) order by r.%s offset 0 for no key update) l"
        .formatted(
            caller.fromItem(),
            selectList,
            TableSql.of(plan),
            new AccessPredicate(caller).forRead(extent, "r", plan),
            TableSql.id(plan),
            ColumnCodec.arrayParameter(plan.table().column(ColumnPlan.Role.ID), 2),
            TableSql.id(plan));
  }

  /// Returns the ids of the locked rows.
  ///
  /// @param scope of the view
  /// @param ids [Long] or [java.util.UUID], as the resource has them
  public SqlStatement of(RowScope scope, List<Object> ids) {
    return statement(lock, scope, ids);
  }

  /// Returns the locked rows: the view's read set and, last, the version. They stay as they are
  /// until the transaction changes them.
  ///
  /// @param scope of the view
  /// @param ids [Long] or [java.util.UUID], as the resource has them
  public SqlStatement reading(RowScope scope, List<Object> ids) {
    return statement(read, scope, ids);
  }

  private SqlStatement statement(String text, RowScope scope, List<Object> ids) {
    if (!scope.extent().equals(extent)) {
      throw new IllegalArgumentException("the scope is of another view: " + scope);
    }
    return new SqlStatement(text, scope.callerSetting(), ColumnCodec.array(id, ids));
  }
}
