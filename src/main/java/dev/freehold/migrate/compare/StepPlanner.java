package dev.freehold.migrate.compare;

import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.column.ChangedColumns;
import dev.freehold.migrate.column.NewColumns;
import dev.freehold.migrate.column.RequiredColumns;
import dev.freehold.migrate.column.SplitChange;
import dev.freehold.migrate.draft.Draft;
import dev.freehold.migrate.draft.Target;
import dev.freehold.migrate.plan.Facts;
import dev.freehold.migrate.plan.Fingerprint;
import dev.freehold.migrate.plan.MigrationPlan;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Wishes;
import java.util.Map;

/// Plans the way from what was applied to what is asked for.
///
/// What a step has done is in the model that it leaves, and nowhere else: a migration that broke off goes on by planning again
/// from there. Names come first, so that nothing is dropped that was only renamed; what takes something away comes last.
public final class StepPlanner {
  private StepPlanner() {}

  /// @param applied key to definition, as the ledger has them; none for a database in which there is nothing of ours
  /// @return no steps where there is nothing to do. Steps that are in the way are in it, see [MigrationPlan#obstacles]
  public static MigrationPlan plan(
      Map<String, String> applied, SchemaModel target, Facts facts, Wishes wishes) {
    Draft draft = new Draft(applied, new Target(target), facts, wishes);
    Foundations.plan(draft);
    Renames.plan(draft);
    Tables.plan(draft);
    Endings.rules(draft);
    NewColumns.plan(draft);
    ChangedColumns.plan(draft);
    promises(draft);
    Endings.values(draft);
    Uniques.end(draft);
    if (SplitChange.contract(draft)) {
      promises(draft);
    }
    AccessStep.plan(draft);
    return new MigrationPlan(
        Fingerprint.of(applied), Fingerprint.of(target.definitions()), draft.steps());
  }

  /// The step that makes all grants and policies anew, for a database in which somebody changed them.
  public static Step renewal(SchemaModel target) {
    return AccessStep.renewal(new Target(target));
  }

  /// What holds of rows: first of each alone, then of several.
  private static void promises(Draft draft) {
    RequiredColumns.plan(draft);
    RowRules.plan(draft);
    Uniques.plan(draft);
    References.plan(draft);
    Indexes.plan(draft);
  }
}
