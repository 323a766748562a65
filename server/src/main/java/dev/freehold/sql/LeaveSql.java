package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.plan.TablePlan.Link;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.type.PostgresType;
import dev.freehold.type.SqlQuoting;

/// Takes the caller off a list of people, in a row that the caller may read. It deletes the caller's
/// link, and a trigger removes the id from the list: a change of the list itself would make a row that
/// the caller may not read, which PostgreSQL refuses. Returns the id of the row; no row if the caller
/// is not in the list, or may not read it.
public final class LeaveSql {
  private final String text;
  private final Extent extent;

  /// @param link of the list
  public LeaveSql(ApiPlan api, ResourceView view, Link link) {
    ResourcePlan plan = view.plan();
    CallerSettingsSql caller = CallerSettingsSql.of(api);
    String row = "l." + SqlQuoting.identifier(Link.ROW);
    this.extent = view.rowExtent(CrudOperation.READ).orElseThrow();
    this.text =
        caller.afterCaller(
            "delete from %s as l where %s = $2::%s and l.%s = %s and exists (select 1 from %s as r where r.%s = %s and %s) returning %s"
                .formatted(
                    SqlQuoting.qualified(TablePlan.SCHEMA, link.name()),
                    row,
                    PostgresType.of(link.idType()),
                    SqlQuoting.identifier(Link.ITEM),
                    caller.userIdParameter(),
                    TableSql.of(plan),
                    TableSql.id(plan),
                    row,
                    new AccessPredicate(caller).forChange(extent, "r", plan),
                    row));
  }

  /// @param scope of a read with the same view
  /// @param id of the row with the list
  public SqlStatement of(RowScope scope, Object id) {
    if (!scope.extent().equals(extent)) {
      throw new IllegalArgumentException("the scope is of another view: " + scope);
    }
    return new SqlStatement(text, scope.callerSetting(), id);
  }
}
