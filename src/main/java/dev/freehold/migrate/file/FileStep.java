package dev.freehold.migrate.file;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.RoleNames;
import dev.freehold.migrate.file.sql.RoleVariables;
import dev.freehold.migrate.plan.Hold;
import dev.freehold.migrate.plan.Lock;
import dev.freehold.migrate.plan.ModelChange;
import dev.freehold.migrate.plan.Phase;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Work;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One step of a file.
public sealed interface FileStep {

  /// One that was made from the spec.
  record Made(Step step) implements FileStep {}

  /// One that somebody wrote: statements in one transaction, in which `:"api_role"` and `:"auth_role"` stand for the two
  /// roles.
  record ByHand(String words, List<String> statements) implements FileStep {
    public ByHand {
      statements = List.copyOf(statements);
    }
  }

  private static Work work(Work work, RoleNames roles) {
    return switch (work) {
      case Work.Transaction(List<String> statements) ->
          new Work.Transaction(
              statements.stream().map(s -> RoleVariables.replaced(s, roles)).toList());
      case Work.Concurrently c -> c;
      case Work.Batches b -> b;
      case Work.Nothing n -> n;
    };
  }

  /// One that was planned with [RoleVariables#PLANNED], as it is written: with variables, and without what the ledger knows of
  /// grants and policies, which follow from the spec.
  static Made planned(Step step) {
    Work work =
        step.work() instanceof Work.Transaction(List<String> statements)
            ? new Work.Transaction(statements.stream().map(RoleVariables::written).toList())
            : step.work();
    Map<String, String> set = new HashMap<>(step.change().set());
    set.keySet().removeIf(FileStep::isAccess);
    Set<String> removed = new HashSet<>(step.change().removed());
    removed.removeIf(FileStep::isAccess);
    return new Made(step.doing(work).changing(new ModelChange(set, removed)));
  }

  /// Whether a key of the model is of a grant, a policy or row-level security.
  static boolean isAccess(String key) {
    return Element.Kind.ofKey(key).renewable();
  }

  /// As it is run where the roles are called so.
  default Step step(RoleNames roles) {
    return switch (this) {
      case Made(Step step) -> step.doing(work(step.work(), roles));
      case ByHand(String words, List<String> statements) ->
          new Step(
              "",
              "by hand: " + words,
              Phase.EXPAND,
              Risk.SAFE,
              Lock.NONE,
              Hold.MOMENT,
              new Work.Transaction(
                  statements.stream().map(s -> RoleVariables.replaced(s, roles)).toList()),
              Optional.empty(),
              "",
              new ModelChange(Map.of(), Set.of()));
    };
  }
}
