package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.FieldValues;
import dev.freehold.query.Precondition;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.sql.StatementParameters.ParameterNumbering;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Updates some fields of one row. Returns the view's read set after the update and, last, the
/// version; no row if the scope has no such row. If the row does not meet the precondition, it
/// returns nulls, also for the version.
public final class UpdateSql {
  /// The parameters before those of the assignments: the caller's setting and the id.
  private static final int FIXED_PARAMETERS = 2;

  private final ResourcePlan plan;
  private final ConditionalWriteSql change;
  private final SetClause assignments;

  public UpdateSql(ApiPlan api, ResourceView view) {
    CallerSettingsSql caller = CallerSettingsSql.of(api);
    plan = view.plan();
    assignments = new SetClause(api, view, caller);
    change =
        new ConditionalWriteSql(
            view,
            CrudOperation.UPDATE,
            caller,
            assignments.text(FIXED_PARAMETERS),
            assignments.after(FIXED_PARAMETERS),
            RowVersionSql.selectListWithVersion(
                view, "r", new ReadableColumnSql(new AccessPredicate(caller)::forChange)),
            FIXED_PARAMETERS + assignments.parameters());
  }

  /// @param id [Long] or [java.util.UUID], as the resource has it
  /// @param values of the view's update set; fields that were not given keep their values
  public SqlStatement of(RowScope scope, Object id, FieldValues values, Precondition precondition) {
    @Nullable Object[] arguments = change.arguments(scope, id, precondition);
    assignments.bind(values, arguments, FIXED_PARAMETERS);
    return new SqlStatement(change.text(scope, precondition), arguments).writing(plan, scope);
  }

  /// The `set` clause of an update. One text, and so one prepared statement, serves every subset of
  /// fields. Each field takes two parameters.
  ///
  /// `updated_at` tells every reader of the row when it changed. A change of fields that only some
  /// of them may read, or none, leaves it as it is.
  public static final class SetClause {
    private final ResourceView view;
    private final ResourcePlan plan;
    private final CallerSettingsSql caller;
    private final ReferenceVisibilitySql references;
    private final ReadableColumnSql readable;
    private final List<ColumnPlan> columns;

    /// Whether a change of the column shows to every caller who may read the row.
    private final List<Boolean> shown;

    public SetClause(ApiPlan api, ResourceView view, CallerSettingsSql caller) {
      this.view = view;
      this.plan = view.plan();
      this.caller = caller;
      this.references = new ReferenceVisibilitySql(api, view, caller);
      this.readable = new ReadableColumnSql(new AccessPredicate(caller)::forChange);
      this.columns = view.updateFields().stream().map(ResourcePlan.WriteField::column).toList();
      this.shown = columns.stream().map(plan::isReadByAll).toList();
    }

    /// `update … as r set …`.
    ///
    /// @param last the number of the last parameter before those of the clause
    public String text(int last) {
      StringBuilder text =
          new StringBuilder("update ").append(TableSql.of(plan)).append(" as r set ");
      newValues(last)
          .forEach((name, value) -> text.append(name).append(" = ").append(value).append(", "));
      String version = TableSql.version(plan);
      return text.append(version).append(" = r.").append(version).append(" + 1").toString();
    }

    /// The condition on the updated row, and on the step from the stored row to it; null for none.
    /// PostgreSQL judges a row again that a concurrent request has changed (READ COMMITTED), so of
    /// two moves that exclude each other one is made.
    ///
    /// @param last as for [#text]
    public @Nullable String after(int last) {
      AccessPredicate access = new AccessPredicate(caller);
      UnaryOperator<String> newValue =
          NewRow.changed(plan, newValues(last), caller.userIdParameter(), "r")::value;
      List<String> conditions = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        ColumnPlan column = columns.get(i);
        String name = SqlQuoting.identifier(column.name());
        Extent written = view.writtenRows(column, CrudOperation.UPDATE);
        if (!(written instanceof Extent.All)) {
          // Where the caller may not read the field, a guess of its value is a write of it too.
          String isGiven = "$" + (last + 2 * i + 1) + "::boolean";
          String kept =
              !view.readColumns().contains(column)
                  ? "not " + isGiven
                  : readable.isShown(view, "r", column) == null
                      ? "r." + name + " is not distinct from " + newValue.apply(name)
                      : "(not %s or %s is not distinct from %s)"
                          .formatted(
                              isGiven,
                              readable.of(view, "r", column),
                              references.forUpdate(column, last + 2 * i + 2));
          conditions.add(access.forFieldUpdate(kept, written, "r", plan));
        }
        if (column.hasMoves()) {
          conditions.add(
              access.forMove(view.moves(column), "r." + name, newValue.apply(name), "r", plan));
        }
      }
      String result =
          access.afterUpdate(view.rowExtent(CrudOperation.UPDATE).orElseThrow(), newValue);
      if (result != null) {
        conditions.add(result);
      }
      return conditions.isEmpty() ? null : String.join(" and ", conditions);
    }

    /// The new values of the columns that an update may change, except the version, by the quoted
    /// name.
    private Map<String, String> newValues(int last) {
      ParameterNumbering numbers = new ParameterNumbering(last);
      Map<String, String> values = new LinkedHashMap<>();
      List<String> shownIsGiven = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        ColumnPlan column = columns.get(i);
        String name = SqlQuoting.identifier(column.name());
        String isGiven = "$" + numbers.next() + "::boolean";
        if (shown.get(i)) {
          shownIsGiven.add(isGiven);
        }
        values.put(
            name,
            "case when %s then %s else r.%s end"
                .formatted(
                    isGiven + isSent(column, numbers.next()),
                    references.forUpdate(column, numbers.last()),
                    name));
      }
      String updatedAt =
          SqlQuoting.identifier(plan.table().column(ColumnPlan.Role.UPDATED_AT).name());
      values.put(
          updatedAt,
          shownIsGiven.size() == columns.size()
              ? "now()"
              : shownIsGiven.isEmpty()
                  ? "r." + updatedAt
                  : "case when %s then now() else r.%s end"
                      .formatted(String.join(" or ", shownIsGiven), updatedAt));
      return values;
    }

    /// Where the caller reads null in place of a value, null leaves the value as it is: the condition
    /// that a given value is another one; empty for a column that the caller reads in every row or in
    /// none.
    ///
    /// @param n the parameter with the value
    private String isSent(ColumnPlan column, int n) {
      String isShown =
          view.readColumns().contains(column) ? readable.isShown(view, "r", column) : null;
      return isShown == null
          ? ""
          : " and (%s is not null or %s)".formatted(ColumnCodec.parameter(column, n), isShown);
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
