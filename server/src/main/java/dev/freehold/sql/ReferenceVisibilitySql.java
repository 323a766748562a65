package dev.freehold.sql;

import dev.freehold.ddl.TeamMembershipSql;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Teams;
import dev.freehold.type.SqlQuoting;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The value of a reference column in a write. If the caller must be able to read the referenced
/// row and cannot, or its API key has no scope for it, the value becomes an id that no row has; so does such an id of a list. The same for
/// an account that must be a member of the team, with a role, and is not. An unreadable and a missing row then
/// cause the same foreign key violation.
final class ReferenceVisibilitySql {
  private static final String MISSING_UUID = "'00000000-0000-0000-0000-000000000000'::uuid";

  private final ApiPlan api;
  private final ResourceView view;
  private final AccessPredicate owner;
  private final CallerSettingsSql caller;

  public ReferenceVisibilitySql(ApiPlan api, ResourceView view, CallerSettingsSql caller) {
    this.api = api;
    this.view = view;
    this.owner = new AccessPredicate(caller);
    this.caller = caller;
  }

  /// The value in an insert, where the settings row `c` is visible.
  public String forInsert(ColumnPlan column, int n) {
    return value(
        column, n, caller.teamId(), (extent, target) -> owner.forRead(extent, "t", target));
  }

  /// The value in a change, where `c` is not visible.
  public String forUpdate(ColumnPlan column, int n) {
    String value =
        value(
            column,
            n,
            caller.teamIdParameter(),
            (extent, target) -> owner.forChange(extent, "t", target));
    ColumnPlan.Reference reference = column.reference();
    // The account may have left the team or lost its role since: a row keeps the value that it has.
    // Where the caller may not read it, that would tell whether a guess is right.
    return reference != null
            && reference.person()
            && reference.requiresReadCheck()
            && view.readColumns().contains(column)
        ? "case when %1$s = %2$s then r.%3$s else %4$s end"
            .formatted(
                ColumnCodec.parameter(column, n),
                new ReadableColumnSql(owner::forChange).of(view, "r", column),
                SqlQuoting.identifier(column.name()),
                value)
        : value;
  }

  private String value(
      ColumnPlan column,
      int n,
      String team,
      BiFunction<@Nullable Extent, ResourcePlan, String> ownerFilter) {
    String parameter = ColumnCodec.parameter(column, n);
    ColumnPlan.Reference reference = column.reference();
    if (reference == null
        || !(reference.requiresReadCheck()
            || (!reference.person() && view.isOutOfScope(reference.target())))) {
      return parameter;
    }
    if (reference.person()) {
      ResourcePlan members = api.resource(Teams.TEAM_MEMBERS);
      Extent readable = view.rowExtentOf(members, CrudOperation.READ).orElse(null);
      return "case when %1$s is null then null else coalesce((select t.user_id from %2$s as t where t.team_id = %3$s and t.user_id = %1$s%6$s and %4$s), %5$s) end"
          .formatted(
              parameter,
              TableSql.of(members),
              team,
              ownerFilter.apply(readable, members),
              MISSING_UUID,
              TeamMembershipSql.held("t", reference.roles()));
    }
    ResourcePlan target = api.resource(reference.target());
    Extent extent = view.rowExtentOf(target, CrudOperation.READ).orElse(null);
    if (reference.many()) {
      return "array(select coalesce((select t.%s from %s as t where t.%s = i.id and %s), %s) from unnest(%s) with ordinality as i (id, place) order by i.place)"
          .formatted(
              TableSql.id(target),
              TableSql.of(target),
              TableSql.id(target),
              ownerFilter.apply(extent, target),
              missingId(target),
              parameter);
    }
    return "case when %s is null then null else coalesce((select t.%s from %s as t where %s and %s), %s) end"
        .formatted(
            parameter,
            TableSql.id(target),
            TableSql.of(target),
            TableSql.idEquals(target, "t", n),
            ownerFilter.apply(extent, target),
            missingId(target));
  }

  private static String missingId(ResourcePlan target) {
    return switch (target.id()) {
      case INTEGER -> "-1::bigint";
      case UUID -> MISSING_UUID;
    };
  }
}
