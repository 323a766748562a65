package dev.freehold.migrate;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.migrate.plan.MigrationOptions;
import dev.freehold.migrate.plan.MigrationPlan.PlainText;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.run.DatabaseLocale;
import dev.freehold.migrate.run.MigrationFailureClassifier;
import dev.freehold.migrate.run.MigrationLedger.PlanPosition;
import dev.freehold.migrate.run.MigrationProgress;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.migrate.run.MigrationTimeouts;
import dev.freehold.migrate.run.ServingLogins;
import dev.freehold.migrate.run.ServingRoles;
import dev.freehold.plan.ApiPlan;
import dev.freehold.problem.ProgramName;
import dev.freehold.token.SigningSecrets;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Migrates a database at startup, as far as [AutoMigration] allows. Refuses to start, with the
/// plan, otherwise.
///
/// An up-to-date database is detected with a few reads and no lock. The first creation is one
/// transaction: of nodes that start at the same time one creates everything and the others find it.
/// Later migrations run step by step under the lease, as in `freehold migrate apply`.
public final class StartupMigrator {
  private final Vertx vertx;
  private final DatabaseTarget owner;
  private final Supplier<AdminConnection> connect;
  private final ServingLogins logins;
  private final String program;
  private final MigrationTimeouts timeouts;
  private final AutoMigration autoMigration;
  private final EventSink events;

  /// With the serving roles that a migration makes.
  ///
  /// @param secrets those from which the passwords of the two roles are derived; the same on
  ///     all nodes
  public StartupMigrator(
      Vertx vertx,
      DatabaseTarget owner,
      Supplier<AdminConnection> connect,
      SigningSecrets secrets,
      String program,
      Duration patience,
      AutoMigration autoMigration,
      EventSink events) {
    this(
        vertx,
        owner,
        connect,
        ServingLogins.derived(secrets),
        program,
        patience,
        autoMigration,
        events);
  }

  /// @param owner a login that owns the database, or may create schemas in it
  /// @param connect opens the first connection to `owner`; it retries for as long as the start may
  ///     wait
  /// @param logins of the two roles
  /// @param program the version of this program, for the ledger
  /// @param patience how long each step waits for another node or a lock
  /// @param autoMigration what is applied without approval
  public StartupMigrator(
      Vertx vertx,
      DatabaseTarget owner,
      Supplier<AdminConnection> connect,
      ServingLogins logins,
      String program,
      Duration patience,
      AutoMigration autoMigration,
      EventSink events) {
    this.vertx = vertx;
    this.owner = owner;
    this.connect = connect;
    this.logins = logins;
    this.program = program;
    this.timeouts = MigrationTimeouts.STANDARD.withWaitTime(patience);
    this.autoMigration = autoMigration;
    this.events = events;
  }

  /// Blocks; must not be called on an event loop.
  ///
  /// @throws MigrationRefusedException if this start may not apply the plan, or cannot
  /// @throws DatabaseException if the database is unavailable
  public PreparedDatabase prepare(ApiPlan plan) {
    PreparedDatabase prepared = attempt(plan);
    if (prepared.singleRole()) {
      events.emit(new Event.RoleSeparationUnavailable(prepared.api().user()));
    }
    for (String warning : prepared.locale().warnings(plan)) {
      events.emit(new Event.OperatorWarning(warning));
    }
    if (!prepared.changes().isEmpty()) {
      events.emit(new Event.MigrationCompleted(MigrationSummary.of(prepared.changes())));
    }
    return prepared;
  }

  private PreparedDatabase attempt(ApiPlan plan) {
    try (AdminConnection connection = connect.get()) {
      for (int attempt = 1; ; attempt++) {
        try {
          MigrationStateReader stateReader = new MigrationStateReader(connection, logins);
          ServingRoles.Choice choice = stateReader.roles().choose();
          stateReader.roles().requireOwner(plan, choice.names());
          SchemaModel target = SchemaModel.of(plan, choice.names());
          if (stateReader.isUpToDate(choice, target)) {
            IssuerNames.requireUnchanged(connection, plan);
            return prepared(plan, connection, stateReader, choice.names(), List.of());
          }
          boolean first = stateReader.appliedState().head().isEmpty();
          if (!first || autoMigration == AutoMigration.NEVER) {
            return prepared(
                plan, connection, stateReader, choice.names(), migrate(plan, stateReader));
          }
          List<String> made = create(connection, stateReader, target);
          if (!made.isEmpty()) {
            return prepared(plan, connection, stateReader, choice.names(), made);
          }
          // Another node was faster. Check the schema it created like any existing schema.
        } catch (DatabaseException e) {
          if (attempt == MigrationFailureClassifier.NODE_RACE_ATTEMPTS
              || !MigrationFailureClassifier.isNodeRace(e)) {
            throw DatabaseMigrator.refusal(e);
          }
        }
      }
    }
  }

  private PreparedDatabase prepared(
      ApiPlan plan,
      AdminConnection connection,
      MigrationStateReader stateReader,
      DatabaseRoleNames names,
      List<String> changes) {
    IssuerNames.keep(connection, plan);
    return new PreparedDatabase(
        stateReader.roles().login(owner, names.api()),
        stateReader.roles().login(owner, names.auth()),
        changes,
        names.isSingle(),
        DatabaseLocale.of(connection));
  }

  /// Returns an empty list if another node created the schema first.
  private List<String> create(
      AdminConnection connection, MigrationStateReader stateReader, SchemaModel target) {
    return new InitialMigration(connection, program, timeouts.nodeWaitTime())
        .run(stateReader.server(), stateReader.roles(), target, PlanPosition.NONE);
  }

  private List<String> migrate(ApiPlan plan, MigrationStateReader stateReader) {
    PendingMigration pending = stateReader.pendingMigration(plan, MigrationOptions.NONE);
    if (pending.isEmpty()) {
      return List.of();
    }
    mustBeAllowed(stateReader.server().database(), pending);
    DatabaseMigrator migrator =
        new DatabaseMigrator(vertx, owner, logins, program, timeouts, this::report);
    return migrator
        .apply(
            plan,
            MigrationOptions.NONE,
            true,
            Optional.empty(),
            p -> mustBeAllowed(stateReader.server().database(), p))
        .changes();
  }

  private void mustBeAllowed(String database, PendingMigration pending) {
    boolean harmless = pending.onlyAccessChanged() || pending.plan().isEmpty();
    boolean allowed =
        switch (autoMigration) {
          case SINGLE_SERVER -> pending.risk().compareTo(Risk.BREAKING) <= 0;
          case SAFE -> pending.risk() == Risk.SAFE;
          case FIRST -> harmless;
          case NEVER -> false;
        };
    if (allowed) {
      return;
    }
    List<String> lines = new ArrayList<>(pending.roleChanges());
    lines.addAll(PlainText.lines(pending.plan()));
    throw new MigrationRefusedException(
        "The database " + database + " is not as the spec asks. What it takes:",
        lines,
        remedy(pending),
        null);
  }

  private String remedy(PendingMigration pending) {
    return switch (pending.risk()) {
      case BLOCKED ->
          "Nothing was changed. What is blocked cannot be done as the rows are now: "
              + ProgramName.command("migrate plan")
              + " says more.";
      case BREAKING ->
          "Nothing was changed. Stop the servers of the old spec, then apply plan "
              + pending.plan().id()
              + " with: "
              + ProgramName.command("migrate apply --contract");
      case LOSSY, BACKFILL ->
          "Nothing was changed. A start applies no such plan; look at it with: "
              + ProgramName.command("migrate plan");
      case SAFE ->
          "Nothing was changed. Apply plan "
              + pending.plan().id()
              + " with: "
              + ProgramName.command("migrate apply")
              + " (or let a start do it: FREEHOLD_MIGRATE=safe)";
    };
  }

  private void report(MigrationProgress progress) {
    switch (progress) {
      case MigrationProgress.StepFinished(int number, int of, var step, var took) ->
          events.emit(
              new Event.MigrationStepCompleted(number, of, step.description(), took.toMillis()));
      case MigrationProgress.WaitingForNode(String holder, var waited) ->
          events.emit(new Event.MigrationWaiting("another node: " + holder, waited.toMillis()));
      case MigrationProgress.WaitingForLock(var step, String blocker, var waited) ->
          events.emit(
              new Event.MigrationWaiting(
                  "a lock for '" + step.description() + "', held by " + blocker,
                  waited.toMillis()));
      case MigrationProgress.Reconnecting(var step, String reason) ->
          events.emit(
              new Event.MigrationWaiting(
                  "the database, for '" + step.description() + "': " + reason, 0));
      case MigrationProgress.StepStarted _, MigrationProgress.RowsUpdated _ -> {}
    }
  }

  /// Which migrations a start applies without approval. All but [#NEVER] also restore changed
  /// grants and policies.
  public enum AutoMigration {
    /// Steps of risk SAFE and BREAKING: no other server uses the database.
    SINGLE_SERVER,
    /// Steps of risk SAFE.
    SAFE,
    /// Only the first creation, in a database without a ledger.
    FIRST,
    /// Nothing.
    NEVER
  }

  /// A migrated database, and the logins that serve requests.
  ///
  /// @param api for statements on resources
  /// @param auth for sign-in
  /// @param changes what this start applied, in words; empty if there was nothing to do
  /// @param singleRole whether both logins are the owner of the tables
  /// @param locale the locale of the database, on which text comparison depends
  public record PreparedDatabase(
      DatabaseTarget api,
      DatabaseTarget auth,
      List<String> changes,
      boolean singleRole,
      DatabaseLocale locale) {
    public PreparedDatabase {
      changes = List.copyOf(changes);
    }
  }
}
