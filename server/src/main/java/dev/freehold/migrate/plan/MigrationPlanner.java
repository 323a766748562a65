package dev.freehold.migrate.plan;

import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.plan.CreateTablePlanner.SystemTables;
import java.util.Map;

/// Plans the steps from the applied model to the target schema.
///
/// The model after a step is the only record of it: an interrupted migration is resumed by planning
/// again from that model. Renames come first, so that a renamed object is not dropped; drops come
/// last.
public final class MigrationPlanner {
  private MigrationPlanner() {}

  /// @param applied key to definition, as the ledger has them; none for a database in which there
  ///     is nothing of ours
  /// @return no steps where there is nothing to do. Steps that are in the way are in it, see
  ///     [MigrationPlan#obstacles]
  public static MigrationPlan plan(
      Map<String, String> applied,
      SchemaModel target,
      DatabaseStatistics statistics,
      MigrationOptions options) {
    MigrationPlanBuilder builder =
        new MigrationPlanBuilder(applied, new TargetSchema(target), statistics, options);
    SystemTables.plan(builder);
    RenamePlanner.plan(builder);
    CreateTablePlanner.plan(builder);
    DropPlanner.planConstraintDrops(builder);
    AddColumnPlanner.plan(builder);
    AlterColumnPlanner.plan(builder);
    promises(builder);
    DropPlanner.planColumnAndTableDrops(builder);
    UniqueConstraintPlanner.planDrops(builder);
    if (ExpandContractPlanner.contract(builder)) {
      promises(builder);
    }
    AccessControlPlanner.plan(builder);
    return new MigrationPlan(
        ModelFingerprint.of(applied), ModelFingerprint.of(target.definitions()), builder.steps());
  }

  /// Plans the constraints: first of single rows, then across rows.
  private static void promises(MigrationPlanBuilder builder) {
    NotNullPlanner.plan(builder);
    CheckConstraintPlanner.plan(builder);
    UniqueConstraintPlanner.plan(builder);
    ForeignKeyPlanner.plan(builder);
    IndexPlanner.plan(builder);
  }

  /// Statistics of the database that the planner uses.
  ///
  /// @param rows about how many a table has, by its name; 0 where nothing is known of it
  /// @param major of the server's version: 15
  public record DatabaseStatistics(Map<String, Long> rows, int major) {
    public DatabaseStatistics {
      rows = Map.copyOf(rows);
    }

    public long rowsOf(String table) {
      return rows.getOrDefault(table, 0L);
    }
  }
}
