package dev.freehold.sql;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Spec;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A page of rows and the number of all rows, in one statement. Answers the total, then the read set; a page without rows
/// is one row whose read set is all null.
///
/// There is one text for each way to choose an option of each filter. Texts are made when first asked for; the first
/// 1,024 of them are kept, and a spec with more combinations makes the rest anew each time.
public final class ListSql {
  private static final int MAX_KEPT = 1_024;

  private final ResourcePlan plan;
  private final AtomicReferenceArray<@Nullable Shape> shapes;

  public ListSql(ResourcePlan plan) {
    this.plan = plan;
    long combinations = 1;
    for (Spec.Filter filter : plan.filters()) {
      combinations = Math.min(MAX_KEPT, combinations * filter.options().size());
    }
    this.shapes = new AtomicReferenceArray<>((int) combinations);
  }

  /// A text and the values that its conditions compare with, which come from the spec.
  private record Shape(String text, List<Object> values) {}

  /// @param options for each filter of the plan the place of the chosen option
  public Statement of(Scope scope, int limit, long offset, List<Integer> options) {
    Shape shape = shape(options);
    @Nullable Object[] arguments = new @Nullable Object[3 + shape.values().size()];
    arguments[0] = scope.setting();
    arguments[1] = (long) limit;
    arguments[2] = offset;
    for (int i = 3; i < arguments.length; i++) {
      arguments[i] = shape.values().get(i - 3);
    }
    return new Statement(shape.text(), arguments);
  }

  private Shape shape(List<Integer> options) {
    long place = 0;
    for (int i = 0; i < options.size() && place < MAX_KEPT; i++) {
      place = place * plan.filters().get(i).options().size() + options.get(i);
    }
    if (place >= shapes.length()) {
      return make(options);
    }
    Shape kept = shapes.get((int) place);
    if (kept == null) {
      kept = make(options);
      shapes.set((int) place, kept);
    }
    return kept;
  }

  private Shape make(List<Integer> options) {
    FilterText filter = new FilterText(plan, 4);
    for (int i = 0; i < options.size(); i++) {
      plan.filters().get(i).options().get(options.get(i)).conditions().forEach(filter::and);
    }
    String rows =
        " from "
            + Fragment.table(plan)
            + " as r where "
            + Fragment.owner(plan)
            + " = c.uid::uuid"
            + filter.text();
    return new Shape(
        "select n.total, r.* from "
            + Fragment.CALLER
            + ", lateral (select count(*) as total"
            + rows
            + " offset 0) n left join lateral (select "
            + Fragment.read(plan)
            + rows
            + " order by "
            + Fragment.order("r", plan.sort())
            + " limit $2::bigint offset $3::bigint) r on true",
        filter.values());
  }
}
