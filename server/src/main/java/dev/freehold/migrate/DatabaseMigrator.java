package dev.freehold.migrate;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.migrate.plan.MigrationOptions;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.ModelFingerprint;
import dev.freehold.migrate.run.DriftChecker;
import dev.freehold.migrate.run.IdentityCounters;
import dev.freehold.migrate.run.IdentityCounters.LaggingCounter;
import dev.freehold.migrate.run.MigrationFailureClassifier;
import dev.freehold.migrate.run.MigrationLease;
import dev.freehold.migrate.run.MigrationLedger;
import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import dev.freehold.migrate.run.MigrationLedger.PlanPosition;
import dev.freehold.migrate.run.MigrationProgress;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.migrate.run.MigrationRunner;
import dev.freehold.migrate.run.MigrationRunner.PendingSteps;
import dev.freehold.migrate.run.MigrationTimeouts;
import dev.freehold.migrate.run.PostgresServerInfo;
import dev.freehold.migrate.run.ServingLogins;
import dev.freehold.migrate.run.ServingRoles;
import dev.freehold.plan.ApiPlan;
import dev.freehold.token.SigningSecrets;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/// Plans and applies the migrations of one database. Blocks; must not be called on an event loop.
///
/// Methods throw [MigrationRefusedException], whose message names the problem and the remedy, and
/// [DatabaseException] if the database is unavailable.
public final class DatabaseMigrator {
  private final Vertx vertx;
  private final DatabaseTarget owner;
  private final ServingLogins logins;
  private final String program;
  private final MigrationTimeouts timeouts;
  private final Consumer<MigrationProgress> progress;

  /// With the serving roles that a migration makes.
  ///
  /// @param secrets those from which the passwords of the serving roles are derived; the same
  ///     on all nodes
  public DatabaseMigrator(
      Vertx vertx,
      DatabaseTarget owner,
      SigningSecrets secrets,
      String program,
      MigrationTimeouts timeouts,
      Consumer<MigrationProgress> progress) {
    this(vertx, owner, ServingLogins.derived(secrets), program, timeouts, progress);
  }

  /// @param owner a login that owns the database, or may create schemas in it
  /// @param logins of the serving roles
  /// @param program the version of this program, for the ledger
  /// @param progress receives events while a plan runs; called by one thread at a time, not always
  ///     the caller's
  public DatabaseMigrator(
      Vertx vertx,
      DatabaseTarget owner,
      ServingLogins logins,
      String program,
      MigrationTimeouts timeouts,
      Consumer<MigrationProgress> progress) {
    this.vertx = vertx;
    this.owner = owner;
    this.logins = logins;
    this.program = program;
    this.timeouts = timeouts;
    this.progress = progress;
  }

  /// Plans the migration from the database to the spec, with the rows at risk counted. Changes
  /// nothing.
  public PendingMigration plan(ApiPlan plan, MigrationOptions options) {
    return withStateReader(stateReader -> stateReader.pendingMigration(plan, options));
  }

  /// Like [#plan], but returns a refusal such as drift instead of throwing it.
  public MigrationStatus status(ApiPlan plan, MigrationOptions options) {
    return withStateReader(stateReader -> stateReader.status(plan, options));
  }

  /// The names of the roles that serve requests in this database.
  public DatabaseRoleNames roles() {
    return withStateReader(stateReader -> stateReader.roles().choose().names());
  }

  /// The login of the role that serves requests on resources. It is the owner if the owner may not
  /// create roles.
  ///
  /// @throws MigrationRefusedException if no start with the same secret has made the role yet
  public DatabaseTarget requestLogin() {
    return withStateReader(
        stateReader -> {
          ServingRoles.Choice choice = stateReader.roles().choose();
          String role = choice.names().api();
          if (!choice.ready()) {
            throw new MigrationRefusedException(
                "The role " + role + " has not been made with this JWT_SECRET yet.",
                "A start makes it.");
          }
          DatabaseTarget login = stateReader.roles().login(owner, role);
          // Not through a pooler, which may refuse the settings of another client.
          return owner.withUser(login.user(), login.password());
        });
  }

  /// The steps with their rows at risk. Rows that only an earlier step creates are not counted.
  public List<MigrationStep> counted(List<MigrationStep> steps) {
    return withStateReader(stateReader -> counted(stateReader, steps));
  }

  private static List<MigrationStep> counted(
      MigrationStateReader stateReader, List<MigrationStep> steps) {
    return stateReader.survey().countedWherePossible(steps).stream()
        .map(MigrationStep::assumingRowsAtRisk)
        .toList();
  }

  /// All ledger rows, oldest first.
  public List<LedgerRow> history() {
    try (AdminConnection connection = AdminConnection.open(vertx, owner)) {
      MigrationStateReader stateReader = new MigrationStateReader(connection, logins);
      return stateReader.server().ledger() ? new MigrationLedger(connection).history() : List.of();
    }
  }

  /// The model of the newest ledger row; empty without a ledger.
  public Map<String, String> model() {
    return withStateReader(stateReader -> stateReader.appliedState().model());
  }

  /// Returns the id counters that lie behind the ids of imported rows. Changes nothing.
  ///
  /// @throws MigrationRefusedException also if the ids of a table cannot be read in time
  public List<LaggingCounter> laggingCounters() {
    return withCounters(IdentityCounters::lagging);
  }

  /// Advances the id counters that lie behind.
  ///
  /// @return the advanced counters
  public List<LaggingCounter> advanceCounters() {
    return withCounters(IdentityCounters::advance);
  }

  private List<LaggingCounter> withCounters(Function<IdentityCounters, List<LaggingCounter>> work) {
    try (AdminConnection connection = AdminConnection.open(vertx, owner)) {
      boolean bound = !PostgresServerInfo.of(connection).bypassesRowSecurity();
      return work.apply(new IdentityCounters(connection, bound, IdentityCounters.UNHURRIED));
    } catch (DatabaseException e) {
      throw MigrationRefusedException.translate(
          e, "The id counters could not be compared with the ids of the rows.", "");
    }
  }

  /// Applies a plan step by step under the lease. Resumes an interrupted plan.
  public MigrationResult apply(ApplyRequest request) {
    return apply(
        request.plan(),
        request.options(),
        request.contract(),
        request.approvedPlanId(),
        p -> PlanApprovalChecker.requireApproved(request, p));
  }

  /// @param check throws if the plan must not be applied; called again under the lease
  MigrationResult apply(
      ApiPlan plan,
      MigrationOptions options,
      boolean contract,
      Optional<String> id,
      Consumer<PendingMigration> check) {
    long begin = System.nanoTime();
    PendingMigration before = plan(plan, options);
    check.accept(before);
    if (before.isFirst()) {
      Optional<List<String>> made = create(before);
      if (made.isPresent()) {
        return new MigrationResult(made.get(), 0, since(begin));
      }
    }
    return underLease(
        (lease, stateReader) -> {
          PendingMigration pending = stateReader.pendingMigration(plan, options);
          check.accept(pending);
          roles(lease, stateReader, pending.roleChanges());
          List<MigrationStep> due = pending.due(contract);
          List<String> changes = new ArrayList<>(pending.roleChanges());
          changes.addAll(
              runner(lease, stateReader)
                  .run(
                      new PendingSteps(
                          due,
                          pending.appliedModel(),
                          pending.head().map(LedgerRow::id).orElse(0L),
                          position(pending, id),
                          pending.target().fingerprint())));
          return new MigrationResult(
              changes, pending.plan().steps().size() - due.size(), since(begin));
        });
  }

  /// Runs a migration file. Resumes an interrupted run.
  ///
  /// @throws MigrationRefusedException also if the model of the database is not the start model of
  ///     the script
  public MigrationResult run(MigrationScript script, MigrationOptions options) {
    long begin = System.nanoTime();
    return underLease(
        (lease, stateReader) -> {
          MigrationStateReader.AppliedState appliedState = stateReader.appliedState();
          appliedState.requireIntact();
          if (appliedState.head().isEmpty()) {
            DriftChecker.requireNoForeignSchemas(
                stateReader.server().database(), stateReader.server().schemas());
          }
          int done = script.done(appliedState.head(), ModelFingerprint.of(appliedState.model()));
          List<MigrationStep> due = script.steps().subList(done, script.steps().size());
          PlanApprovalChecker.requireLossAllowed(counted(stateReader, due), options);
          boolean single = stateReader.roles().choose().names().isSingle();
          roles(lease, stateReader, single ? List.of() : stateReader.roles().lacking());
          List<String> changes =
              runner(lease, stateReader)
                  .run(
                      new PendingSteps(
                          due,
                          appliedState.model(),
                          appliedState.head().map(LedgerRow::id).orElse(0L),
                          script.position(done + 1),
                          "",
                          script.checksums().subList(done, script.steps().size())));
          return new MigrationResult(changes, 0, since(begin));
        });
  }

  private Optional<List<String>> create(PendingMigration pending) {
    try (AdminConnection connection = AdminConnection.open(vertx, owner)) {
      for (int attempt = 1; ; attempt++) {
        MigrationStateReader stateReader = new MigrationStateReader(connection, logins);
        try {
          List<String> made =
              new InitialMigration(connection, program, timeouts.nodeWaitTime())
                  .run(
                      stateReader.server(),
                      stateReader.roles(),
                      pending.target(),
                      new PlanPosition(pending.plan().id(), pending.plan().to(), 1, 1, "", ""));
          return made.isEmpty() ? Optional.empty() : Optional.of(made);
        } catch (DatabaseException e) {
          if (attempt == MigrationFailureClassifier.NODE_RACE_ATTEMPTS
              || !MigrationFailureClassifier.isNodeRace(e)) {
            throw refusal(e);
          }
        }
      }
    }
  }

  static RuntimeException refusal(DatabaseException e) {
    return MigrationRefusedException.translate(
        e, "The database could not be brought to what the spec asks.", "Nothing was changed.");
  }

  private static void roles(
      MigrationLease lease, MigrationStateReader stateReader, List<String> roleChanges) {
    if (!roleChanges.isEmpty()) {
      lease.fenced(_ -> stateReader.roles().ensure());
    }
  }

  private MigrationRunner runner(MigrationLease lease, MigrationStateReader stateReader) {
    return new MigrationRunner(
        lease, timeouts, program, !stateReader.server().bypassesRowSecurity());
  }

  /// The position of the first step: step 1 of its own plan, or the next step of an interrupted
  /// plan.
  private static PlanPosition position(PendingMigration pending, Optional<String> id) {
    int steps = pending.plan().steps().size();
    String own = pending.plan().id();
    PlanPosition fresh = new PlanPosition(own, pending.plan().to(), 1, steps, "", "");
    if (id.isPresent() && id.get().equals(own)) {
      return fresh;
    }
    return pending
        .head()
        .map(LedgerRow::position)
        .filter(p -> p.isIncomplete() && p.file().isEmpty() && p.target().equals(fresh.target()))
        .map(p -> new PlanPosition(p.plan(), p.target(), p.step() + 1, p.step() + steps, "", ""))
        .orElse(fresh);
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private <T> T withStateReader(Function<MigrationStateReader, T> work) {
    try (AdminConnection connection = AdminConnection.open(vertx, owner)) {
      return work.apply(new MigrationStateReader(connection, logins));
    }
  }

  private <T> T underLease(BiFunction<MigrationLease, MigrationStateReader, T> work) {
    try (MigrationLease lease = MigrationLease.take(vertx, owner, timeouts, progress)) {
      new MigrationLedger(lease.connection()).createOrUpgrade();
      return work.apply(lease, new MigrationStateReader(lease.connection(), logins));
    }
  }

  /// The result of a run.
  ///
  /// @param changes the changes in words, in order; empty if there was nothing to do
  /// @param pending the number of steps that a later phase still has to run
  public record MigrationResult(List<String> changes, int pending, Duration took) {
    public MigrationResult {
      changes = List.copyOf(changes);
    }
  }

  /// A request to apply the plan of a spec.
  ///
  /// @param plan the plan of the spec
  /// @param approvedPlanId the id of the plan that was shown, or of an interrupted plan; empty to
  ///     accept the current plan
  /// @param contract whether both phases run at once
  public record ApplyRequest(
      ApiPlan plan, MigrationOptions options, Optional<String> approvedPlanId, boolean contract) {}

  /// The migration status of a database against a spec.
  ///
  /// @param head the newest row of the ledger
  /// @param drift differences from the schema that Freehold created, as sentences
  /// @param refusal why there is no plan: drift, a newer ledger, or schemas that Freehold did not
  ///     create
  /// @param planned the pending migration; empty if there is a refusal
  public record MigrationStatus(
      Optional<LedgerRow> head,
      List<String> drift,
      Optional<MigrationRefusedException> refusal,
      Optional<PendingMigration> planned) {
    public MigrationStatus {
      drift = List.copyOf(drift);
    }
  }
}
