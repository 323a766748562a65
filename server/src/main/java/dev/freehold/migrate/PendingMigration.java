package dev.freehold.migrate;

import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.plan.MigrationPlan;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The pending migration of a database to a spec, at one moment.
///
/// @param plan the pending steps, with the counts of rows at risk
/// @param roles the roles that the grants and policies of the plan name
/// @param appliedModel the model that the steps begin with
/// @param target the schema of the spec
/// @param head the newest row of the ledger; empty if Freehold has created nothing yet
/// @param roleChanges the changes to the roles themselves that must be made first, in words
/// @param changedAccess grants and policies that were changed outside Freehold; the plan recreates
///     all of them
/// @param onlyAccessChanged whether the plan only recreates grants and policies
public record PendingMigration(
    MigrationPlan plan,
    DatabaseRoleNames roles,
    Map<String, String> appliedModel,
    SchemaModel target,
    Optional<LedgerRow> head,
    List<String> roleChanges,
    List<String> changedAccess,
    boolean onlyAccessChanged) {
  public PendingMigration {
    appliedModel = Map.copyOf(appliedModel);
    roleChanges = List.copyOf(roleChanges);
    changedAccess = List.copyOf(changedAccess);
  }

  /// Whether the database matches the spec.
  public boolean isEmpty() {
    return plan.isEmpty() && roleChanges.isEmpty();
  }

  /// Whether the database has no ledger row yet.
  public boolean isFirst() {
    return head.isEmpty();
  }

  /// The steps of one run: the steps of the expand phase, or with `contract` the steps of both
  /// phases.
  public List<MigrationStep> due(boolean contract) {
    return plan.steps().stream().filter(s -> contract || s.phase() == Phase.EXPAND).toList();
  }

  /// Whether the steps change only grants, policies and row-level security. These follow the spec
  /// and are in no migration file. A blocked step changes nothing, and stands for a change that is
  /// not possible.
  public static boolean isOnlyAccess(List<MigrationStep> steps) {
    return steps.stream().noneMatch(s -> s.declared() == Risk.BLOCKED)
        && steps.stream()
            .flatMap(
                s ->
                    Stream.concat(
                        s.modelChange().set().keySet().stream(),
                        s.modelChange().removed().stream()))
            .allMatch(key -> DatabaseObject.Kind.ofKey(key).isRecreatable());
  }

  /// The worst risk of the steps; [Risk#SAFE] for no steps.
  public Risk risk() {
    return plan.risk();
  }
}
