package dev.freehold.migrate.ledger;

import dev.freehold.migrate.plan.MigrationPlan;

/// Which step of which plan a row of the ledger is.
///
/// @param plan its id; empty in rows of older programs
/// @param target where the plan leads: [MigrationPlan#to]
/// @param step from 1
/// @param of how many steps the plan had
/// @param file that the plan was read from; empty where it was made from the spec
/// @param checksum of that file
public record PlanPosition(
    String plan, String target, int step, int of, String file, String checksum) {
  public static final PlanPosition NONE = new PlanPosition("", "", 1, 1, "", "");

  /// Whether steps of the plan are still to be done.
  public boolean brokenOff() {
    return step < of;
  }
}
