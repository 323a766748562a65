package dev.freehold.migrate.file;

import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.ModelChange;
import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A step of a migration file.
public sealed interface MigrationFileStep {

  /// A step that was planned from the spec.
  record Generated(MigrationStep step) implements MigrationFileStep {}

  /// A handwritten step: statements in one transaction, with the variables `:"api_role"` and
  /// `:"auth_role"` for the two roles.
  record Handwritten(String words, List<String> statements) implements MigrationFileStep {
    public Handwritten {
      statements = List.copyOf(statements);
    }
  }

  private static Action work(Action action, DatabaseRoleNames roles) {
    return switch (action) {
      case Action.Transaction(List<String> statements) ->
          new Action.Transaction(
              statements.stream().map(s -> RoleVariables.substituteVariables(s, roles)).toList());
      case Action.ConcurrentIndex c -> c;
      case Action.BatchedUpdate b -> b;
      case Action.Blocked n -> n;
    };
  }

  /// A step planned with [RoleVariables#PLACEHOLDER_ROLES], in the form in which it is written:
  /// with variables, and without the model changes of grants and policies, which follow from the
  /// spec.
  static Generated fromPlanned(MigrationStep step) {
    Action action =
        step.action() instanceof Action.Transaction(List<String> statements)
            ? new Action.Transaction(statements.stream().map(RoleVariables::withVariables).toList())
            : step.action();
    Map<String, String> set = new HashMap<>(step.modelChange().set());
    set.keySet().removeIf(MigrationFileStep::isAccess);
    Set<String> removed = new HashSet<>(step.modelChange().removed());
    removed.removeIf(MigrationFileStep::isAccess);
    return new Generated(step.withAction(action).withModelChange(new ModelChange(set, removed)));
  }

  /// Whether a model key belongs to a grant, a policy or row-level security.
  static boolean isAccess(String key) {
    return DatabaseObject.Kind.ofKey(key).isRecreatable();
  }

  /// The step with the role names of a database.
  default MigrationStep step(DatabaseRoleNames roles) {
    return switch (this) {
      case Generated(MigrationStep step) -> step.withAction(work(step.action(), roles));
      case Handwritten(String words, List<String> statements) ->
          new MigrationStep(
              "",
              "by hand: " + words,
              Phase.EXPAND,
              Risk.SAFE,
              Lock.NONE,
              LockDuration.MOMENT,
              new Action.Transaction(
                  statements.stream()
                      .map(s -> RoleVariables.substituteVariables(s, roles))
                      .toList()),
              Optional.empty(),
              "",
              new ModelChange(Map.of(), Set.of()));
    };
  }
}
