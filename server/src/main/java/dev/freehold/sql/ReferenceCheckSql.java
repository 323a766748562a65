package dev.freehold.sql;

import dev.freehold.ddl.TeamMembershipSql;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Teams;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells which of the rows that a request refers to its caller may read, and which accounts are members
/// of the team, with the role that the reference asks for. Explains a write that was
/// refused; a write that succeeds checks its references itself.
public final class ReferenceCheckSql {
  private final String text;
  private final List<ColumnPlan> columns;

  /// @param columns references that require a check; at least one
  public ReferenceCheckSql(ApiPlan api, ResourceView view, List<ColumnPlan> columns) {
    this.columns = List.copyOf(columns);
    CallerSettingsSql caller = CallerSettingsSql.of(api);
    AccessPredicate access = new AccessPredicate(caller);
    List<String> results = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      ColumnPlan column = columns.get(i);
      ColumnPlan.Reference reference = column.reference();
      if (reference == null) {
        throw new IllegalArgumentException("no reference: " + column.name());
      }
      if (reference.person()) {
        ResourcePlan members = api.resource(Teams.TEAM_MEMBERS);
        results.add(
            "(%1$s is null or exists (select 1 from %2$s as t where t.team_id = %3$s and t.user_id = %1$s%6$s and %4$s)) as r%5$d"
                .formatted(
                    ColumnCodec.parameter(column, i + 2),
                    TableSql.of(members),
                    caller.teamId(),
                    access.forRead(
                        view.rowExtentOf(members, CrudOperation.READ).orElse(null), "t", members),
                    i,
                    TeamMembershipSql.held("t", reference.roles())));
        continue;
      }
      ResourcePlan target = api.resource(reference.target());
      Extent extent = view.rowExtentOf(target, CrudOperation.READ).orElse(null);
      int parameter = i + 2;
      results.add(
          "(%s is null or exists (select 1 from %s as t where %s and %s)) as r%d"
              .formatted(
                  ColumnCodec.parameter(column, parameter),
                  TableSql.of(target),
                  TableSql.idEquals(target, "t", parameter),
                  access.forRead(extent, "t", target),
                  i));
    }
    text =
        "select x.* from %s, lateral (select %s where c.uid is not null offset 0) x"
            .formatted(caller.fromItem(), String.join(", ", results));
  }

  /// Returns one row with a boolean for each column: whether the caller may refer to that row.
  ///
  /// @param ids [Long] or [java.util.UUID], as each target has it; null for no reference
  public SqlStatement of(RowScope scope, List<@Nullable Object> ids) {
    @Nullable Object[] arguments = new @Nullable Object[columns.size() + 1];
    arguments[0] = scope.callerSetting();
    for (int i = 0; i < columns.size(); i++) {
      arguments[i + 1] = ColumnCodec.argument(columns.get(i), ids.get(i));
    }
    return new SqlStatement(text, arguments);
  }
}
