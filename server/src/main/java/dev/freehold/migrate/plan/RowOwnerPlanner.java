package dev.freehold.migrate.plan;

import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.ddl.RowsOf;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Teams;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Judges changes of `owner` of tables that exist. Owned rows can move into teams, see
/// [MoveToTeamsPlanner]. Every other change is blocked: no step can decide to which account rows belong
/// that belonged to nobody, or to all members of a team.
final class RowOwnerPlanner {
  private final MigrationPlanBuilder builder;

  private RowOwnerPlanner(MigrationPlanBuilder builder) {
    this.builder = builder;
  }

  static void plan(MigrationPlanBuilder builder) {
    RowOwnerPlanner planner = new RowOwnerPlanner(builder);
    builder.target().tables().forEach(planner::plan);
  }

  private void plan(TablePlan table) {
    Optional<RowsOf> current = current(builder, table);
    RowsOf target = RowsOf.of(table);
    if (current.isEmpty() || current.get() == target) {
      return;
    }
    if (current.get() == RowsOf.OWNER && target.isTeam()) {
      if (canMove(table)) {
        builder.postponeTable(table.name());
      } else {
        builder.blockTable(table.name());
      }
    } else {
      builder.blockTable(table.name());
      block(
          table.name(),
          change(table, current.get()),
          (current.get().isTeam()
                  ? "several members share these rows, and no step can tell whose each is to be; "
                  : "owner cannot change so for rows that are there; ")
              + "make a new resource and copy the rows with SQL in a migration file");
    }
  }

  /// Plans a blocked step if the rows of a table cannot move into teams.
  private boolean canMove(TablePlan table) {
    String former = String.valueOf(currentName(builder, table));
    if (builder.has(DatabaseObjectKey.column(former, Teams.TEAM_ID))) {
      block(
          table.name(),
          change(table, RowsOf.OWNER),
          former + " has a field team_id; give it another name first, in a migration of its own");
      return false;
    }
    Optional<String> lacking = PersonalTeams.lacking(builder);
    lacking.ifPresent(
        field ->
            block(
                Teams.TEAMS + "." + field,
                "rows of %s move into new teams, which have no %s".formatted(table.name(), field),
                "give teams.%s a default, or make it optional and required later"
                    .formatted(field)));
    return lacking.isEmpty();
  }

  private void block(String subject, String words, String remedy) {
    builder.step(subject, words).remedy(remedy).blocked();
  }

  private static String change(TablePlan table, RowsOf current) {
    return table.name() + ": " + current.definition() + " → " + RowsOf.of(table).definition();
  }

  /// To whom the rows of a table belong before the next step; empty if it does not exist.
  static Optional<RowsOf> current(MigrationPlanBuilder builder, TablePlan table) {
    String name = currentName(builder, table);
    return name == null
        ? Optional.empty()
        : RowsOf.ofDefinition(String.valueOf(builder.definition(key(name).toString())));
  }

  private static @Nullable String currentName(MigrationPlanBuilder builder, TablePlan table) {
    String former = table.renamedFrom();
    if (builder.has(key(table.name()))) {
      return table.name();
    }
    return former != null && builder.has(key(former)) ? former : null;
  }

  private static DatabaseObjectKey key(String table) {
    return new DatabaseObjectKey(Kind.TABLE, table, "");
  }
}
