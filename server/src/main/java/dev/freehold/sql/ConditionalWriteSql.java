package dev.freehold.sql;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.Precondition;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A change of the row with the id `$2`, with an optional precondition. There is one text for each
/// extent and kind of precondition, made at start.
///
/// Without a precondition it returns what the change returns, or no row. With a precondition it
/// returns no row if the scope has no such row, and one row of nulls if the row does not meet the
/// precondition.
final class ConditionalWriteSql {
  private final ResourcePlan plan;
  private final CallerSettingsSql caller;
  private final OwnerPredicate owner;
  private final String change;
  private final String returning;
  private final int versions;
  private final Map<Extent, TextByPrecondition> byExtent = new EnumMap<>(Extent.class);

  private record TextByPrecondition(String none, String match, String noMatch, String absent) {}

  /// @param change of the table's rows `r`, without its `where`
  /// @param returning the select list of the result
  /// @param parameters the number of parameters of the change, including `$1` and `$2`
  public ConditionalWriteSql(
      ResourceView view,
      CallerSettingsSql caller,
      String change,
      String returning,
      int parameters) {
    this.plan = view.plan();
    this.caller = caller;
    this.owner = new OwnerPredicate(caller);
    this.change = change;
    this.returning = returning;
    this.versions = parameters + 1;
    String version = " and " + RowVersionSql.of(view, "r");
    for (Extent extent : Extent.values()) {
      byExtent.put(
          extent,
          new TextByPrecondition(
              caller.afterCaller(change(extent, "")),
              conditional(extent, version + " = any($" + versions + "::text[])"),
              conditional(extent, version + " <> all($" + versions + "::text[])"),
              conditional(extent, " and false")));
    }
  }

  private String change(Extent extent, String condition) {
    return "%s where %s and %s%s returning %s"
        .formatted(
            change,
            owner.forChange(extent, "r", plan),
            TableSql.idEquals(plan, "r", 2),
            condition,
            returning);
  }

  /// Looks up the row in the snapshot that the change sees too. If a concurrent request updates the
  /// row, the change checks the new version. If one deletes it, the result is that of an unmet
  /// precondition.
  private String conditional(Extent extent, String condition) {
    return "with w as (%s) select w.* from %s, lateral (select from %s as r where %s and %s offset 0) e left join lateral (%s) w on true"
        .formatted(
            change(extent, condition),
            caller.fromItem(),
            TableSql.of(plan),
            owner.forRead(extent, "r", plan),
            TableSql.idEquals(plan, "r", 2),
            CallerSettingsSql.CHANGED);
  }

  public String text(RowScope scope, Precondition precondition) {
    TextByPrecondition texts = Objects.requireNonNull(byExtent.get(scope.extent()));
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
