package dev.freehold.migrate.lease;

import dev.freehold.migrate.plan.Step;
import java.time.Duration;

/// What happens while a plan runs, for whoever watches. Told on the thread that runs it or on one that watches it, never on
/// both at once.
public sealed interface Progress {
  /// A step begins.
  ///
  /// @param number from 1
  record Began(int number, int of, Step step) implements Progress {}

  /// A step is done and in the ledger.
  record Done(int number, int of, Step step, Duration took) implements Progress {}

  /// Another node holds the lease.
  ///
  /// @param holder `host, process 4711`
  /// @param waited since when this one waits
  record WaitingForNode(String holder, Duration waited) implements Progress {}

  /// Somebody else's transaction is in the way of a step.
  ///
  /// @param blocker who: `pid 4711, shop_api, active since 12 s`
  /// @param waited since the step began to wait
  record WaitingForLock(Step step, String blocker, Duration waited) implements Progress {}

  /// A step goes over rows, in batches.
  ///
  /// @param rows changed by this run so far
  record Rows(Step step, long rows) implements Progress {}

  /// The connection was lost; it is opened anew and the step looked after.
  record Reconnecting(Step step, String reason) implements Progress {}
}
