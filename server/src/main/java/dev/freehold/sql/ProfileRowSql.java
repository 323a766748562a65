package dev.freehold.sql;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.type.SqlQuoting;
import java.util.Optional;

/// The profile of one account as a row. Its stored row is made by the first change of the profile;
/// before that, the profile has the default of each field. No sign-up writes a second row, and a new
/// `people` block writes none for the accounts that exist.
final class ProfileRowSql {
  private ProfileRowSql() {}

  /// A query of the columns that a profile shows: one row, or none if the account is null or the
  /// caller may not see profiles.
  ///
  /// @param access the condition for a scan of the rows `t`, see [AccessPredicate#forRead]; empty if
  ///   the caller may not see profiles
  /// @param account its id, as an expression outside of the query
  static String of(ResourcePlan people, Optional<String> access, String account) {
    StringBuilder columns = new StringBuilder(account + " as " + TableSql.id(people));
    people.readColumns().stream()
        .filter(column -> column.role() == ColumnPlan.Role.FIELD)
        .forEach(column -> columns.append(", ").append(value(people, column)));
    return "select %s from (values (0)) as p(n) left join lateral (select t.* from %s as t where %s and t.%s = %s offset 0) t on true where %s offset 0"
        .formatted(
            columns,
            TableSql.of(people),
            access.orElse("false"),
            TableSql.id(people),
            account,
            access.isPresent() ? account + " is not null" : "false");
  }

  private static String value(ResourcePlan people, ColumnPlan column) {
    String name = SqlQuoting.identifier(column.name());
    Object initial = column.defaultValue();
    return initial == null
        ? "t." + name
        : "case when t.%s is null then %s else t.%s end as %s"
            .formatted(
                TableSql.id(people),
                SqlQuoting.literal(column.type(), initial).strip(),
                name,
                name);
  }
}
