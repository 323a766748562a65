package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.FieldValues;
import dev.freehold.query.Precondition;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.sql.StatementParameters.ParameterNumbering;
import dev.freehold.type.SqlQuoting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Updates some fields of one row. Returns the view's read set after the update and, last, the
/// version; no row if the scope has no such row. If the row does not meet the precondition, it
/// returns nulls, also for the version.
public final class UpdateSql {
  /// The parameters before those of the assignments: the caller's setting and the id.
  private static final int FIXED_PARAMETERS = 2;

  private final ConditionalWriteSql change;
  private final SetClause assignments;

  public UpdateSql(ApiPlan api, ResourceView view) {
    CallerSettingsSql caller = CallerSettingsSql.of(api);
    assignments = new SetClause(api, view, caller);
    change =
        new ConditionalWriteSql(
            view.plan(),
            caller,
            assignments.text(new ParameterNumbering(FIXED_PARAMETERS)),
            TableSql.selectListWithVersion(view.plan(), view.readColumns()),
            FIXED_PARAMETERS + assignments.parameters());
  }

  /// @param id [Long] or [java.util.UUID], as the resource has it
  /// @param values of the view's update set; fields that were not given keep their values
  public SqlStatement of(RowScope scope, Object id, FieldValues values, Precondition precondition) {
    @Nullable Object[] arguments = change.arguments(scope, id, precondition);
    assignments.bind(values, arguments, FIXED_PARAMETERS);
    return new SqlStatement(change.text(scope, precondition), arguments);
  }

  /// The `set` clause of an update. One text, and so one prepared statement, serves every subset of
  /// fields. Each field takes two parameters.
  public static final class SetClause {
    private final ResourcePlan plan;
    private final ReferenceVisibilitySql references;
    private final List<ColumnPlan> columns;

    public SetClause(ApiPlan api, ResourceView view, CallerSettingsSql caller) {
      this.plan = view.plan();
      this.references = new ReferenceVisibilitySql(api, view, caller);
      this.columns = view.updateFields().stream().map(ResourcePlan.WriteField::column).toList();
    }

    /// `update … as r set …`.
    public String text(ParameterNumbering numbers) {
      StringBuilder text =
          new StringBuilder("update ").append(TableSql.of(plan)).append(" as r set ");
      for (ColumnPlan column : columns) {
        String name = SqlQuoting.identifier(column.name());
        text.append(name)
            .append(" = case when $")
            .append(numbers.next())
            .append("::boolean then ")
            .append(references.forUpdate(column, numbers.next()))
            .append(" else r.")
            .append(name)
            .append(" end, ");
      }
      String updatedAt =
          SqlQuoting.identifier(plan.table().column(ColumnPlan.Role.UPDATED_AT).name());
      String version = TableSql.version(plan);
      return text.append(updatedAt)
          .append(" = now(), ")
          .append(version)
          .append(" = r.")
          .append(version)
          .append(" + 1")
          .toString();
    }

    public int parameters() {
      return 2 * columns.size();
    }

    /// @param values of the view's update set; fields that were not given keep their values
    /// @param first index of the first argument
    public void bind(FieldValues values, @Nullable Object[] arguments, int first) {
      for (int i = 0; i < columns.size(); i++) {
        arguments[first + 2 * i] = values.isGiven(i);
        arguments[first + 2 * i + 1] = ColumnCodec.argument(columns.get(i), values.value(i));
      }
    }
  }
}
