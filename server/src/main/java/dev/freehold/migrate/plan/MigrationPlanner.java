package dev.freehold.migrate.plan;

import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.plan.CreateTablePlanner.SystemTables;
import java.util.Map;

/// Plans the steps from the applied model to the target schema.
///
/// The model after a step is the only record of it: an interrupted migration is resumed by planning
/// again from that model.
///
/// The steps are planned in two passes, one per phase. Expand has the steps during which servers of
/// the old spec keep working; what would stop them (renames, drops, other types), and what depends
/// on it, is left for contract. There renames come first, so that a renamed object is not dropped,
/// and drops come last.
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
    RenamePlanner.postpone(builder);
    tables(builder);
    UniqueConstraintPlanner.planDrops(builder);
    builder.contract();
    RenamePlanner.plan(builder);
    tables(builder);
    DropPlanner.planColumnAndTableDrops(builder);
    UniqueConstraintPlanner.planDrops(builder);
    builder.finish();
    AccessControlPlanner.plan(builder);
    return new MigrationPlan(
        ModelFingerprint.of(applied), ModelFingerprint.of(target.definitions()), builder.steps());
  }

  /// Plans tables and columns, then the constraints: first of single rows, then across rows.
  private static void tables(MigrationPlanBuilder builder) {
    CreateTablePlanner.plan(builder);
    DropPlanner.planConstraintDrops(builder);
    AddColumnPlanner.plan(builder);
    AlterColumnPlanner.plan(builder);
    NotNullPlanner.plan(builder);
    CheckConstraintPlanner.plan(builder);
    UniqueConstraintPlanner.plan(builder);
    ForeignKeyPlanner.plan(builder);
    IndexPlanner.plan(builder);
    DropPlanner.planCopyDrops(builder);
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
