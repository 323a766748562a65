package dev.freehold.migrate;

import dev.freehold.migrate.ledger.LedgerRow;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.migrate.plan.Phase;
import dev.freehold.migrate.plan.PlanText;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Wishes;
import java.util.List;

/// Whether what is about to run is what somebody asked for, and agreed to lose.
final class Consent {
  private Consent() {}

  /// @throws MigrationRefused where the plan is another one than was shown, cannot be done, or loses what nobody consented
  ///     to lose
  static void mustHold(Order order, Planned planned) {
    order.id().ifPresent(id -> mustBe(id, order.contract(), planned));
    mustBePossible(planned.plan().steps());
    mustBeAgreed(planned.due(order.contract()), order.wishes());
  }

  /// The plan that was shown, or the rest of it where it broke off.
  private static void mustBe(String id, boolean contract, Planned planned) {
    if (planned.plan().id().equals(id)) {
      return;
    }
    boolean rest =
        planned
            .head()
            .map(LedgerRow::progress)
            .filter(p -> p.plan().equals(id) && p.target().equals(planned.plan().to()))
            .isPresent();
    if (!rest) {
      throw new MigrationRefused(
          "The plan "
              + id
              + " is stale: the spec, the database or what was said beside them is another since it"
              + " was shown. It is "
              + planned.plan().id()
              + " now.",
          "Nothing was changed. Look at the plan of now: freehold migrate plan");
    }
    boolean contracts = planned.plan().steps().stream().allMatch(s -> s.phase() == Phase.CONTRACT);
    if (contracts && !contract && !planned.plan().isEmpty()) {
      throw new MigrationRefused(
          "The first phase of plan " + id + " is done.",
          "For the second, when no server of the old spec runs any more: freehold migrate apply"
              + " --contract");
    }
  }

  private static void mustBePossible(List<Step> steps) {
    List<String> blocked =
        steps.stream().filter(s -> s.risk() == Risk.BLOCKED).map(PlanText::line).toList();
    if (!blocked.isEmpty()) {
      throw new MigrationRefused(
          "The spec asks for what cannot be done as the rows are now:",
          blocked,
          "Nothing was changed.",
          null);
    }
  }

  static void mustBeAgreed(List<Step> steps, Wishes wishes) {
    List<Step> lossy =
        steps.stream()
            .filter(s -> s.risk() == Risk.LOSSY && !wishes.mayLose().contains(s.subject()))
            .toList();
    if (!lossy.isEmpty()) {
      throw new MigrationRefused(
          "Values would be lost, and nobody agreed to that:",
          lossy.stream().map(PlanText::line).toList(),
          "Nothing was changed. To lose them: "
              + String.join(
                  " ", lossy.stream().map(s -> "--allow-loss " + s.subject()).distinct().toList()),
          null);
    }
  }
}
