package dev.freehold.migrate.plan;

import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.plan.TablePlan;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Blocks a change of `owner` of a table that exists. No step can decide to whom rows belong that
/// belonged to nobody. The other way, every key, index and policy of the table would be replaced
/// while servers of the old spec need the owner column for each statement.
final class RowOwnerPlanner {
  private RowOwnerPlanner() {}

  static void plan(MigrationPlanBuilder builder) {
    for (TablePlan table : builder.target().tables()) {
      String current = current(builder, table);
      DatabaseObjectKey key = key(table.name());
      String target = Objects.requireNonNull(builder.target().element(key.toString())).definition();
      if (current != null && !current.equals(target)) {
        builder
            .step(table.name(), table.name() + ": " + current + " → " + target)
            .remedy(
                "owner cannot change for rows that are there; make a new resource and copy the rows"
                    + " with SQL in a migration file")
            .blocked();
        builder.blockTable(table.name());
      }
    }
  }

  private static @Nullable String current(MigrationPlanBuilder builder, TablePlan table) {
    String current = builder.definition(key(table.name()).toString());
    String former = table.renamedFrom();
    return current != null || former == null ? current : builder.definition(key(former).toString());
  }

  private static DatabaseObjectKey key(String table) {
    return new DatabaseObjectKey(Kind.TABLE, table, "");
  }
}
