package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.FieldValues;
import dev.freehold.query.Precondition;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope.OwnRows;
import dev.freehold.spec.Access.CrudOperation;
import java.util.Optional;
import java.util.stream.Collectors;

/// The statements on the caller's own profile.
public final class ProfileSql {
  private final String readText;
  private final String addText;
  private final UpdateSql update;

  /// @param view of the profiles, for a signed-in caller
  public ProfileSql(ApiPlan api, ResourceView view) {
    ResourcePlan people = view.plan();
    CallerSettingsSql caller = CallerSettingsSql.of(api);
    String visible =
        new AccessPredicate(caller)
            .forRead(view.rowExtent(CrudOperation.READ).orElseThrow(), "t", people);
    readText =
        "select %s from %s, lateral (%s) r"
            .formatted(
                view.readColumns().stream()
                    .map(column -> ColumnCodec.selectItem("r", column))
                    .collect(Collectors.joining(", ")),
                caller.fromItem(),
                ProfileRowSql.of(people, Optional.of(visible), caller.userId()));
    addText =
        "insert into %1$s (%2$s, %3$s) select %4$s, %4$s from %5$s on conflict (%2$s) do nothing"
            .formatted(
                TableSql.of(people),
                TableSql.id(people),
                TableSql.owner(people).orElseThrow(),
                caller.userId(),
                caller.fromItem());
    update = new UpdateSql(api, view);
  }

  /// Returns one row with the view's read set.
  public SqlStatement read(OwnRows scope) {
    return new SqlStatement(readText, scope.callerSetting());
  }

  /// Adds the row of the caller, with the defaults, unless there is one. Returns no rows.
  public SqlStatement add(OwnRows scope) {
    return new SqlStatement(addText, scope.callerSetting());
  }

  /// Returns the view's read set after the change; no row before [#add].
  ///
  /// @param values of the view's update set, at least one
  public SqlStatement update(OwnRows scope, FieldValues values) {
    return update.of(scope, scope.user(), values, new Precondition.None());
  }
}
