package dev.freehold.sql.change;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.Reach;
import dev.freehold.query.View;
import dev.freehold.spec.Access.Operation;
import dev.freehold.sql.form.CallerText;
import dev.freehold.sql.form.ColumnForm;
import dev.freehold.sql.form.TableText;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// A value on its way into a column. One that names a row which the caller must be able to read becomes, where he is not,
/// an id that no row has: unreadable and missing are then one and the same violation of the foreign key.
public final class Writing {
  private final ApiPlan api;
  private final View view;
  private final CallerText caller;

  public Writing(ApiPlan api, View view, CallerText caller) {
    this.api = api;
    this.view = view;
    this.caller = caller;
  }

  /// Where the caller's row can be seen.
  public String inserted(Column column, int n) {
    return value(column, n, (reach, target) -> caller.reaches(reach, "t", target));
  }

  /// Where it cannot, as in a change.
  public String updated(Column column, int n) {
    return value(column, n, (reach, target) -> caller.changes(reach, "t", target));
  }

  private String value(
      Column column, int n, BiFunction<@Nullable Reach, ResourcePlan, String> reaches) {
    String parameter = ColumnForm.parameter(column, n);
    Column.Reference reference = column.reference();
    if (reference == null || !reference.looked()) {
      return parameter;
    }
    ResourcePlan target = api.resource(reference.target());
    Reach reach = view.reachOf(target, Operation.READ).orElse(null);
    return "case when %s is null then null else coalesce((select t.%s from %s as t where %s and %s), %s) end"
        .formatted(
            parameter,
            TableText.id(target),
            TableText.of(target),
            TableText.hasId(target, "t", n),
            reaches.apply(reach, target),
            nobody(target));
  }

  private static String nobody(ResourcePlan target) {
    return switch (target.id()) {
      case INTEGER -> "-1::bigint";
      case UUID -> "'00000000-0000-0000-0000-000000000000'::uuid";
    };
  }
}
