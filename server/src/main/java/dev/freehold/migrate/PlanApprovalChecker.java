package dev.freehold.migrate;

import dev.freehold.migrate.DatabaseMigrator.ApplyRequest;
import dev.freehold.migrate.MigrationRollout.RolloutPlan;
import dev.freehold.migrate.plan.MigrationOptions;
import dev.freehold.migrate.plan.MigrationPlan.PlainText;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import dev.freehold.migrate.run.MigrationLedger.PlanPosition;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.problem.ProgramName;
import java.util.List;

/// Checks that a plan is the approved one, is not blocked, and loses only values whose loss was
/// allowed.
final class PlanApprovalChecker {
  private PlanApprovalChecker() {}

  /// @throws MigrationRefusedException if the plan differs from the shown one, is blocked, or
  ///     loses values without consent
  static void requireApproved(ApplyRequest request, PendingMigration pending) {
    request.approvedPlanId().ifPresent(id -> requireNotStale(pending, id, request.contract()));
    requireNotBlocked(pending.plan().steps());
    requireLossAllowed(pending.due(request.contract()), request.options());
  }

  /// Accepts the approved plan, or the rest of it if it was interrupted.
  private static void requireNotStale(PendingMigration pending, String id, boolean contract) {
    if (pending.plan().id().equals(id)) {
      return;
    }
    boolean rest =
        pending
            .head()
            .map(LedgerRow::position)
            .filter(p -> p.plan().equals(id) && p.target().equals(pending.plan().to()))
            .isPresent();
    if (!rest) {
      throw new MigrationRefusedException(
          "The plan "
              + id
              + " is stale: the spec, the database or the options have changed since it"
              + " was shown. The current plan is "
              + pending.plan().id()
              + ".",
          "Nothing was changed. Show the current plan: " + ProgramName.command("migrate plan"));
    }
    boolean contracts = pending.plan().steps().stream().allMatch(s -> s.phase() == Phase.CONTRACT);
    if (contracts && !contract && !pending.plan().isEmpty()) {
      throw new MigrationRefusedException(
          "The first phase of plan " + id + " is done.",
          "For the second, when no server of the old spec runs any more: "
              + ProgramName.command("migrate apply")
              + " --contract");
    }
  }

  /// @param id the id of the approved plan: `shown`, or an interrupted plan of which `shown` is the
  ///     rest
  /// @throws MigrationRefusedException if the plan has changed since it was shown
  static void requireNotStale(RolloutPlan shown, String id) {
    boolean rest =
        shown
            .pending()
            .head()
            .map(LedgerRow::position)
            .map(PlanPosition::plan)
            .filter(id::equals)
            .isPresent();
    if (!shown.id().equals(id) && !rest) {
      throw new MigrationRefusedException(
          "The plan " + id + " is stale. The current plan is " + shown.id() + ".",
          "Nothing was changed. Show the current plan: " + ProgramName.command("migrate plan"));
    }
  }

  /// @throws MigrationRefusedException if a step of a migration file is blocked
  static void requireNotBlocked(RolloutPlan shown) {
    List<String> blocked =
        shown.steps().stream()
            .filter(s -> s.risk() == Risk.BLOCKED)
            .map(MigrationStep::description)
            .toList();
    if (!blocked.isEmpty()) {
      throw new MigrationRefusedException(
          "A migration file has blocked steps:", blocked, "Nothing was changed.", null);
    }
  }

  private static void requireNotBlocked(List<MigrationStep> steps) {
    List<String> blocked =
        steps.stream().filter(s -> s.risk() == Risk.BLOCKED).map(PlainText::line).toList();
    if (!blocked.isEmpty()) {
      throw new MigrationRefusedException(
          "The spec cannot be applied to the existing rows:",
          blocked,
          "Nothing was changed.",
          null);
    }
  }

  static void requireLossAllowed(List<MigrationStep> steps, MigrationOptions options) {
    List<MigrationStep> lossy =
        steps.stream()
            .filter(s -> s.risk() == Risk.LOSSY && !options.allowedLosses().contains(s.subject()))
            .toList();
    if (!lossy.isEmpty()) {
      throw new MigrationRefusedException(
          "Values would be lost without consent:",
          lossy.stream().map(PlainText::line).toList(),
          "Nothing was changed. To lose them: "
              + String.join(
                  " ", lossy.stream().map(s -> "--allow-loss " + s.subject()).distinct().toList()),
          null);
    }
  }
}
