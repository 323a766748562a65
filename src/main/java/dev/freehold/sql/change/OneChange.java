package dev.freehold.sql.change;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.Precondition;
import dev.freehold.query.Reach;
import dev.freehold.query.Scope;
import dev.freehold.sql.form.CallerText;
import dev.freehold.sql.form.ColumnForm;
import dev.freehold.sql.form.TableText;
import dev.freehold.type.Scalar;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A change of the row whose id is `$2`: one text for each reach and kind of precondition, made at start.
///
/// Without a precondition it answers what the change returns, or no row. With one it answers no row where there is none in
/// the scope, and one row of nulls where there is one that does not meet it.
public final class OneChange {
  private final ResourcePlan plan;
  private final CallerText caller;
  private final String change;
  private final String returning;
  private final int versions;
  private final Map<Reach, Texts> byReach = new EnumMap<>(Reach.class);

  private record Texts(String none, String match, String noMatch, String absent) {}

  /// @param change of the table's rows `r`, without its `where`
  /// @param returning select list of what it answers
  /// @param parameters how many it has, `$1` and `$2` included
  public OneChange(
      ResourcePlan plan, CallerText caller, String change, String returning, int parameters) {
    this.plan = plan;
    this.caller = caller;
    this.change = change;
    this.returning = returning;
    this.versions = parameters + 1;
    String version = " and " + TableText.tag(plan, "r.");
    for (Reach reach : Reach.values()) {
      byReach.put(
          reach,
          new Texts(
              caller.afterCaller(change(reach, "")),
              conditional(reach, version + " = any($" + versions + "::bigint[])"),
              conditional(reach, version + " <> all($" + versions + "::bigint[])"),
              conditional(reach, " and false")));
    }
  }

  private String change(Reach reach, String condition) {
    return "%s where %s and %s%s returning %s"
        .formatted(
            change,
            caller.changes(reach, "r", plan),
            TableText.hasId(plan, "r", 2),
            condition,
            returning);
  }

  /// The row is looked for in the snapshot that the change sees too. Where another request changes it meanwhile, the change
  /// meets the new version, as it must, and where one deletes it the answer is that of an unmet precondition.
  private String conditional(Reach reach, String condition) {
    return "with w as (%s) select w.* from %s, lateral (select from %s as r where %s and %s offset 0) e left join lateral (%s) w on true"
        .formatted(
            change(reach, condition),
            caller.row(),
            TableText.of(plan),
            caller.reaches(reach, "r", plan),
            TableText.hasId(plan, "r", 2),
            CallerText.CHANGED);
  }

  public String text(Scope scope, Precondition precondition) {
    Texts texts = Objects.requireNonNull(byReach.get(scope.reach()));
    return switch (precondition) {
      case Precondition.None _ -> texts.none();
      case Precondition.Match _ -> texts.match();
      case Precondition.NoMatch _ -> texts.noMatch();
      case Precondition.Absent _ -> texts.absent();
    };
  }

  /// With the setting, the id and the versions in their places, and room for the change's own between them.
  public @Nullable Object[] arguments(Scope scope, Object id, Precondition precondition) {
    @Nullable Object[] versioned =
        switch (precondition) {
          case Precondition.None _, Precondition.Absent _ -> new @Nullable Object[versions - 1];
          case Precondition.Match(List<Long> any) -> with(any);
          case Precondition.NoMatch(List<Long> none) -> with(none);
        };
    versioned[0] = scope.setting();
    versioned[1] = id;
    return versioned;
  }

  private @Nullable Object[] with(List<Long> these) {
    @Nullable Object[] arguments = new @Nullable Object[versions];
    arguments[versions - 1] = ColumnForm.array(Scalar.BIGINT, these);
    return arguments;
  }
}
