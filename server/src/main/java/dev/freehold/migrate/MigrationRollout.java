package dev.freehold.migrate;

import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.DatabaseMigrator.ApplyRequest;
import dev.freehold.migrate.DatabaseMigrator.MigrationResult;
import dev.freehold.migrate.file.MigrationFile;
import dev.freehold.migrate.file.MigrationFileException;
import dev.freehold.migrate.file.MigrationFolder.MigrationChain;
import dev.freehold.migrate.plan.MigrationOptions;
import dev.freehold.migrate.plan.MigrationPlan;
import dev.freehold.migrate.plan.MigrationPlanner;
import dev.freehold.migrate.plan.MigrationPlanner.DatabaseStatistics;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.ModelFingerprint;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.plan.ApiPlan;
import dev.freehold.problem.ProgramName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Plans and applies the migrations of one spec and its migration files to one database. Blocks.
///
/// Methods throw [MigrationRefusedException] and [MigrationFileException]; the messages name the
/// problem and the remedy.
public final class MigrationRollout {
  private static final int LATEST = 18;

  private final DatabaseMigrator migrator;
  private final MigrationChain chain;
  private final ApiPlan plan;
  private final MigrationOptions options;
  private final boolean contract;

  /// @param chain the migration files; without files the database follows the spec directly
  /// @param contract whether the second phase runs too
  public MigrationRollout(
      DatabaseMigrator migrator,
      MigrationChain chain,
      ApiPlan plan,
      MigrationOptions options,
      boolean contract) {
    this.migrator = migrator;
    this.chain = chain;
    this.plan = plan;
    this.options = options;
    this.contract = contract;
  }

  /// Plans a run. Changes nothing.
  public RolloutPlan preview() {
    PendingMigration planned = migrator.plan(plan, options);
    return chain.isEmpty()
        ? fromSpec(planned, planned.due(contract), List.of())
        : fromFiles(planned);
  }

  private static RolloutPlan fromSpec(
      PendingMigration planned, List<MigrationStep> due, List<String> applied) {
    List<MigrationStep> deferred =
        planned.plan().steps().stream().filter(s -> !due.contains(s)).toList();
    List<RolloutPart> parts =
        due.isEmpty() ? List.of() : List.of(new RolloutPart(Optional.empty(), due, due));
    return new RolloutPlan(planned.plan().id(), parts, deferred, applied, planned);
  }

  private RolloutPlan fromFiles(PendingMigration planned) {
    AppliedFilePosition position =
        AppliedFilePosition.of(chain, migrator.history(), planned.appliedModel());
    List<MigrationFile> pending = chain.from(position.done());
    requireExpandPhaseCovered(planned);
    List<String> applied =
        chain.files().subList(0, position.done()).stream().map(f -> f.name().toString()).toList();
    if (pending.isEmpty()) {
      if (contract && !PendingMigration.isOnlyAccess(planned.due(true))) {
        throw new MigrationRefusedException(
            "The second phase has no file yet.",
            "Nothing was changed. Write it: " + ProgramName.command("migrate new"));
      }
      List<MigrationStep> access = planned.due(false);
      return fromSpec(planned, PendingMigration.isOnlyAccess(access) ? access : List.of(), applied);
    }
    List<RolloutPart> parts = new ArrayList<>();
    List<MigrationStep> deferred = new ArrayList<>();
    // The database is still empty, so no server uses it.
    boolean bothPhases = contract || planned.isFirst();
    FileStepAccess access = new FileStepAccess(planned.appliedModel());
    for (MigrationFile file : pending) {
      boolean first = parts.isEmpty() && deferred.isEmpty();
      int done = first ? position.steps() : 0;
      List<MigrationStep> all =
          new ArrayList<>(file.steps().stream().map(s -> s.step(planned.roles())).toList());
      List<MigrationStep> rest = all.subList(done, all.size());
      rest.replaceAll(access::complete);
      if (!deferred.isEmpty() || (file.isContract() && !bothPhases)) {
        deferred.addAll(rest);
      } else {
        parts.add(new RolloutPart(Optional.of(file), migrator.counted(rest), all));
      }
    }
    return new RolloutPlan(
        id(ModelFingerprint.of(planned.appliedModel()), parts), parts, deferred, applied, planned);
  }

  private String id(String from, List<RolloutPart> parts) {
    String to = chain.files().getLast().to();
    List<MigrationStep> steps = parts.stream().flatMap(p -> p.steps().stream()).toList();
    return new MigrationPlan(from, to, steps).id();
  }

  /// Checks that the files cover the expand phase of the spec. The file of the contract phase may
  /// be written later.
  ///
  /// @throws MigrationRefusedException if the last file ends before the model of the spec
  private void requireExpandPhaseCovered(PendingMigration planned) {
    DatabaseStatistics statistics = new DatabaseStatistics(Map.of(), LATEST);
    SchemaModel target = SchemaModel.of(plan, planned.roles());
    List<String> more =
        MigrationPlanner.plan(chain.model(), target, statistics, options).steps().stream()
            .filter(s -> s.phase() == Phase.EXPAND && !PendingMigration.isOnlyAccess(List.of(s)))
            .map(MigrationStep::description)
            .toList();
    if (!more.isEmpty()) {
      throw new MigrationRefusedException(
          "The spec asks for more than the files of migrations/ do:",
          more,
          "Nothing was changed. Write a file for it: " + ProgramName.command("migrate new"),
          null);
    }
  }

  /// Applies a plan that was shown and approved.
  ///
  /// @param shown the result of [#preview]
  /// @param id the id of the approved plan: `shown`, or an interrupted plan of which `shown` is the
  ///     rest
  public MigrationResult apply(RolloutPlan shown, String id) {
    if (shown.parts().stream().noneMatch(p -> p.file().isPresent())) {
      return migrator.apply(
          new ApplyRequest(plan, options, Optional.of(id), contract && chain.isEmpty()));
    }
    PlanApprovalChecker.requireNotStale(shown, id);
    PlanApprovalChecker.requireNotBlocked(shown);
    long begin = System.nanoTime();
    List<String> changes = new ArrayList<>();
    for (RolloutPart part : shown.parts()) {
      part.file()
          .ifPresent(
              file ->
                  changes.addAll(
                      migrator
                          .run(
                              new MigrationScript(
                                  file.name().toString(),
                                  file.checksums(),
                                  id,
                                  file.from(),
                                  file.to(),
                                  part.allSteps()),
                              options)
                          .changes()));
    }
    changes.addAll(access());
    return new MigrationResult(
        changes, shown.deferredSteps().size(), Duration.ofNanos(System.nanoTime() - begin));
  }

  /// Applies the grants and policies of the spec, after the last file.
  private List<String> access() {
    PendingMigration rest = migrator.plan(plan, options);
    return !rest.isEmpty() && PendingMigration.isOnlyAccess(rest.due(false))
        ? migrator
            .apply(new ApplyRequest(plan, options, Optional.of(rest.plan().id()), false))
            .changes()
        : List.of();
  }

  /// The plan of a run: the pending parts, in order.
  ///
  /// @param id the id of the whole plan
  /// @param parts the pending parts, in order; empty if there is nothing to do
  /// @param deferredSteps the steps of the second phase, which run later
  /// @param applied the names of the files that were applied to the database
  /// @param pending the pending migration from the spec, regardless of the files
  public record RolloutPlan(
      String id,
      List<RolloutPart> parts,
      List<MigrationStep> deferredSteps,
      List<String> applied,
      PendingMigration pending) {
    public RolloutPlan {
      parts = List.copyOf(parts);
      deferredSteps = List.copyOf(deferredSteps);
      applied = List.copyOf(applied);
    }

    public List<MigrationStep> steps() {
      return parts.stream().flatMap(p -> p.steps().stream()).toList();
    }

    /// The command that runs the second phase, or that writes its file.
    public String contractCommand() {
      boolean unwritten = !applied.isEmpty() && parts.stream().allMatch(p -> p.file().isEmpty());
      return unwritten && pending.due(true).containsAll(deferredSteps)
          ? ProgramName.command("migrate new")
          : ProgramName.command("migrate apply --contract");
    }

    /// Whether the database matches the spec and every file is applied.
    public boolean isEmpty() {
      return steps().isEmpty() && deferredSteps.isEmpty() && pending.roleChanges().isEmpty();
    }

    /// The worst risk of the steps; [Risk#SAFE] for no steps.
    public Risk risk() {
      return Risk.worst(steps());
    }
  }

  /// The pending steps of one migration file, or of the spec.
  ///
  /// @param file the migration file; empty if the steps are planned from the spec
  /// @param steps the steps that are not done yet
  /// @param allSteps all steps, including the done steps of the file
  public record RolloutPart(
      Optional<MigrationFile> file, List<MigrationStep> steps, List<MigrationStep> allSteps) {
    public RolloutPart {
      steps = List.copyOf(steps);
      allSteps = List.copyOf(allSteps);
    }
  }
}
