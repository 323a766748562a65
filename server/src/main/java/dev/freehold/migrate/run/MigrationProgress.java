package dev.freehold.migrate.run;

import dev.freehold.migrate.plan.MigrationStep;
import java.time.Duration;

/// Receives the events of a running plan, on the thread that runs it or on the heartbeat thread,
/// never on both at once.
public sealed interface MigrationProgress {
  /// A step begins.
  ///
  /// @param number from 1
  record StepStarted(int number, int of, MigrationStep step) implements MigrationProgress {}

  /// A step is done and recorded in the ledger.
  record StepFinished(int number, int of, MigrationStep step, Duration took)
      implements MigrationProgress {}

  /// Another node holds the lease.
  ///
  /// @param holder `host, process 4711`
  /// @param waited how long this node has waited
  record WaitingForNode(String holder, Duration waited) implements MigrationProgress {}

  /// A transaction of another session blocks a step.
  ///
  /// @param blocker the blocking session: `pid 4711, shop_api, active since 12 s`
  /// @param waited how long the step has waited
  record WaitingForLock(MigrationStep step, String blocker, Duration waited)
      implements MigrationProgress {}

  /// A step updates rows in batches.
  ///
  /// @param rows the number of rows that this run has changed so far
  record RowsUpdated(MigrationStep step, long rows) implements MigrationProgress {}

  /// The connection was lost; it is reopened and the outcome of the step is checked.
  record Reconnecting(MigrationStep step, String reason) implements MigrationProgress {}
}
