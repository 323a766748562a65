package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Access.CrudOperation;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The value of a reference column in a write. If the caller must be able to read the referenced
/// row and cannot, the value becomes an id that no row has. An unreadable and a missing row then
/// cause the same foreign key violation.
final class ReferenceVisibilitySql {
  private final ApiPlan api;
  private final ResourceView view;
  private final AccessPredicate owner;

  public ReferenceVisibilitySql(ApiPlan api, ResourceView view, CallerSettingsSql caller) {
    this.api = api;
    this.view = view;
    this.owner = new AccessPredicate(caller);
  }

  /// The value in an insert, where the settings row `c` is visible.
  public String forInsert(ColumnPlan column, int n) {
    return value(column, n, (extent, target) -> owner.forRead(extent, "t", target));
  }

  /// The value in a change, where `c` is not visible.
  public String forUpdate(ColumnPlan column, int n) {
    return value(column, n, (extent, target) -> owner.forChange(extent, "t", target));
  }

  private String value(
      ColumnPlan column, int n, BiFunction<@Nullable Extent, ResourcePlan, String> ownerFilter) {
    String parameter = ColumnCodec.parameter(column, n);
    ColumnPlan.Reference reference = column.reference();
    if (reference == null || !reference.requiresReadCheck()) {
      return parameter;
    }
    ResourcePlan target = api.resource(reference.target());
    Extent extent = view.rowExtentOf(target, CrudOperation.READ).orElse(null);
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
      case UUID -> "'00000000-0000-0000-0000-000000000000'::uuid";
    };
  }
}
