package dev.freehold.sql;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import java.util.List;
import java.util.stream.Collectors;

/// The pieces that the statements share.
///
/// `set_config` stands where PostgreSQL must evaluate it before it scans the table: what follows refers to `c.uid`
/// laterally, and `offset 0` keeps the planner from pulling the scan out. The setting is local to the statement's own
/// transaction, so it ends with it.
final class Fragment {
  /// The caller's setting, `$1`, as a row of one column.
  static final String CALLER = "set_config('freehold.user_id', $1::text, true) as c(uid)";

  private Fragment() {}

  static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  static String table(ResourcePlan plan) {
    return quoted(Table.SCHEMA) + "." + quoted(plan.table().name());
  }

  static String owner(ResourcePlan plan) {
    return quoted(plan.table().column(Column.Role.OWNER).name());
  }

  static Column id(ResourcePlan plan) {
    return plan.table().column(Column.Role.ID);
  }

  /// The read set, in its order.
  static String read(ResourcePlan plan) {
    return plan.read().stream().map(ColumnForm::read).collect(Collectors.joining(", "));
  }

  /// The read set, and behind it the version.
  static String readWithVersion(ResourcePlan plan) {
    return read(plan) + ", " + quoted(plan.table().column(Column.Role.VERSION).name());
  }

  /// A change that returns rows, put behind the setting: it is pulled, and so run, only when `c` has its row.
  static String afterCaller(String change) {
    return "with w as ("
        + change
        + ") select w.* from "
        + CALLER
        + ", lateral (select w.* from w where c.uid is not null offset 0) w";
  }

  /// Order of a list. Qualified, because a bare name would mean the text that a column may be read as.
  static String order(String alias, List<Table.Key> keys) {
    return keys.stream()
        .map(k -> alias + "." + quoted(k.column()) + (k.descending() ? " desc" : ""))
        .collect(Collectors.joining(", "));
  }
}
