package dev.freehold.sql;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.Precondition;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Access.CrudOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A change of the row with the id `$2`, with an optional precondition. There is one text for each
/// kind of precondition, made once for a view.
///
/// Without a precondition it returns what the change returns, or no row. With a precondition it
/// returns no row if the scope has no such row, and one row of nulls if the row does not meet the
/// precondition. A change whose result would be out of reach is not made either.
final class ConditionalWriteSql {
  private final ResourcePlan plan;
  private final CallerSettingsSql caller;
  private final AccessPredicate owner;
  private final String change;
  private final String after;
  private final String returning;
  private final int versions;
  private final Extent extent;
  private final TextByPrecondition texts;

  private record TextByPrecondition(String none, String match, String noMatch, String absent) {}

  /// @param operation UPDATE or DELETE
  /// @param change of the table's rows `r`, without its `where`
  /// @param after the condition on the row after the change; null for none
  /// @param returning the select list of the result
  /// @param parameters the number of parameters of the change, including `$1` and `$2`
  public ConditionalWriteSql(
      ResourceView view,
      CrudOperation operation,
      CallerSettingsSql caller,
      String change,
      @Nullable String after,
      String returning,
      int parameters) {
    this.plan = view.plan();
    this.caller = caller;
    this.owner = new AccessPredicate(caller);
    this.change = change;
    this.returning = returning;
    this.versions = parameters + 1;
    this.extent = view.rowExtent(operation).orElseThrow();
    this.after = after == null ? "" : " and " + after;
    String version = " and " + RowVersionSql.of(view, "r", new ReadableColumnSql(owner::forChange));
    this.texts =
        new TextByPrecondition(
            caller.afterCaller(change("")),
            conditional(version + " = any($" + versions + "::text[])"),
            conditional(version + " <> all($" + versions + "::text[])"),
            conditional(" and false"));
  }

  private String change(String condition) {
    return "%s where %s and %s%s%s returning %s"
        .formatted(
            change,
            owner.forChange(extent, "r", plan),
            TableSql.idEquals(plan, "r", 2),
            condition,
            after,
            returning);
  }

  /// Looks up the row in the snapshot that the change sees too. If a concurrent request updates the
  /// row, the change checks the new version. If one deletes it, the result is that of an unmet
  /// precondition.
  private String conditional(String condition) {
    return "with w as (%s) select w.* from %s, lateral (select from %s as r where %s and %s offset 0) e left join lateral (%s) w on true"
        .formatted(
            change(condition),
            caller.fromItem(),
            TableSql.of(plan),
            owner.forRead(extent, "r", plan),
            TableSql.idEquals(plan, "r", 2),
            CallerSettingsSql.CHANGED);
  }

  /// @param scope with the extent of the view
  public String text(RowScope scope, Precondition precondition) {
    if (!scope.extent().equals(extent)) {
      throw new IllegalArgumentException("the scope is of another view: " + scope);
    }
    return switch (precondition) {
      case Precondition.None _ -> texts.none();
      case Precondition.IfMatch _ -> texts.match();
      case Precondition.IfNoneMatch _ -> texts.noMatch();
      case Precondition.IfAbsent _ -> texts.absent();
    };
  }

  /// The setting, the id and the versions at their places. The places of the change's own
  /// parameters are left free.
  public @Nullable Object[] arguments(RowScope scope, Object id, Precondition precondition) {
    @Nullable Object[] versioned =
        switch (precondition) {
          case Precondition.None _, Precondition.IfAbsent _ -> new @Nullable Object[versions - 1];
          case Precondition.IfMatch(List<String> any) -> withVersions(any);
          case Precondition.IfNoneMatch(List<String> none) -> withVersions(none);
        };
    versioned[0] = scope.callerSetting();
    versioned[1] = id;
    return versioned;
  }

  private @Nullable Object[] withVersions(List<String> list) {
    @Nullable Object[] arguments = new @Nullable Object[versions];
    arguments[versions - 1] = list.toArray(String[]::new);
    return arguments;
  }
}
