package dev.freehold.sql.change;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.Predicate;
import dev.freehold.query.Reach;
import dev.freehold.sql.filter.PredicateText;
import dev.freehold.sql.form.CallerText;
import dev.freehold.sql.form.Numbering;
import dev.freehold.sql.form.TableText;

/// A change of all rows that a predicate lets through, if they are at most `$2`. Answers one row: how many there are,
/// counted to one more than that, and how many were changed. Both see one snapshot, so what is counted is what is changed;
/// a row that another request changes meanwhile is asked again whether it is still meant.
public final class ManyChange {
  private ManyChange() {}

  /// @param change of the table's rows `r`, without its `where`
  /// @param numbers behind those of the change
  public static String text(
      ResourcePlan plan,
      CallerText caller,
      Reach reach,
      String change,
      Predicate where,
      Numbering numbers) {
    String meant = caller.changes(reach, "r", plan) + " and " + PredicateText.of(where, numbers);
    return ("with m as (select count(*) as n from (select from %1$s as r where %2$s limit"
            + " $2::bigint + 1) r), w as (%3$s where %2$s and (select m.n from m) <= $2::bigint"
            + " returning 1) select m.n as matched, w.n as affected from %4$s, lateral (select"
            + " m.n from m where c.uid is not null offset 0) m, lateral (select count(*) as n"
            + " from w where c.uid is not null offset 0) w")
        .formatted(TableText.of(plan), meant, change, caller.row());
  }
}
