package dev.freehold.migrate.plan;

import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.plan.CreateTablePlanner.SystemTables;
import java.util.Map;

/// Plans the steps from the applied model to the target schema.
///
/// The model after a step is the only record of it: an interrupted migration is resumed by planning
/// again from that model.
///
/// The steps are planned in two passes, one per phase. During the expand phase, servers of the old
/// spec keep working. The contract phase has the steps that would stop them (renames, moves into
/// teams, drops, type changes) and the steps that depend on those. It starts with the renames, so
/// that a renamed object is not dropped, and ends with the drops.
public final class MigrationPlanner {
  private MigrationPlanner() {}

  /// @param applied key to definition, from the ledger; empty for a database without a ledger
  /// @return the plan; without steps if there is nothing to do. It includes the steps that prevent
  ///     it from running, see [MigrationPlan#obstacles]
  public static MigrationPlan plan(
      Map<String, String> applied,
      SchemaModel target,
      DatabaseStatistics statistics,
      MigrationOptions options) {
    MigrationPlanBuilder builder =
        new MigrationPlanBuilder(applied, new TargetSchema(target), statistics, options);
    SystemTables.plan(builder);
    RowOwnerPlanner.plan(builder);
    RenamePlanner.postpone(builder);
    tables(builder);
    UniqueConstraintPlanner.planDrops(builder);
    builder.contract();
    RenamePlanner.plan(builder);
    MoveToTeamsPlanner.plan(builder);
    tables(builder);
    DropPlanner.planColumnAndTableDrops(builder);
    UniqueConstraintPlanner.planDrops(builder);
    builder.finish();
    AdministratorPlanner.plan(builder);
    AccessControlPlanner.plan(builder);
    return new MigrationPlan(
        ModelFingerprint.of(applied), ModelFingerprint.of(target.definitions()), builder.steps());
  }

  /// Plans tables and columns, then constraints: first those of single rows, then those across
  /// rows.
  private static void tables(MigrationPlanBuilder builder) {
    CreateTablePlanner.plan(builder);
    DropPlanner.planConstraintDrops(builder);
    AddColumnPlanner.plan(builder);
    AlterColumnPlanner.plan(builder);
    NotNullPlanner.plan(builder);
    CheckConstraintPlanner.plan(builder);
    UniqueConstraintPlanner.plan(builder);
    UniqueIndexPlanner.plan(builder);
    ForeignKeyPlanner.plan(builder);
    IndexPlanner.plan(builder);
    DropPlanner.planCopyDrops(builder);
  }

  /// Statistics of the database that the planner uses.
  ///
  /// @param rows the estimated number of rows of each table, by its name; 0 if unknown
  /// @param major the major version of the server: 15
  public record DatabaseStatistics(Map<String, Long> rows, int major) {
    public DatabaseStatistics {
      rows = Map.copyOf(rows);
    }

    public long rowsOf(String table) {
      return rows.getOrDefault(table, 0L);
    }
  }
}
