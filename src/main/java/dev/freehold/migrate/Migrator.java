package dev.freehold.migrate;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DbFailure;
import dev.freehold.ddl.RoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.migrate.lease.Progress;
import dev.freehold.migrate.lease.Races;
import dev.freehold.migrate.lease.Terms;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.migrate.ledger.PlanPosition;
import dev.freehold.migrate.plan.PlanText;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.migrate.plan.Wishes;
import dev.freehold.migrate.role.Roles;
import dev.freehold.plan.ApiPlan;
import dev.freehold.type.Secret;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Brings a database to what a plan asks, at start, as far as a start may; or refuses, with the plan.
///
/// Where there is nothing to do, that is found by a few reads, without a lock. The first creation is one transaction, so of
/// nodes that start at once one makes everything and the others find it made. Anything later goes step by step, under the
/// lease, as `freehold migrate apply` does it.
public final class Migrator {
  private final Vertx vertx;
  private final DatabaseTarget owner;
  private final Secret secret;
  private final String program;
  private final Terms terms;
  private final Automatic automatic;
  private final EventSink events;

  /// @param owner a login that owns the database, or may create schemas in it
  /// @param secret what the passwords of the two roles are derived from; the same on all nodes
  /// @param program version, for the ledger
  /// @param patience how long to wait for another node or a lock, at each step
  /// @param automatic what is applied without being asked
  public Migrator(
      Vertx vertx,
      DatabaseTarget owner,
      Secret secret,
      String program,
      Duration patience,
      Automatic automatic,
      EventSink events) {
    this.vertx = vertx;
    this.owner = owner;
    this.secret = secret;
    this.program = program;
    this.terms = Terms.STANDARD.patient(patience);
    this.automatic = automatic;
    this.events = events;
  }

  /// Blocking; not for an event loop.
  ///
  /// @throws MigrationRefused where this may not bring the database to the plan, or cannot
  /// @throws DbFailure where the database is away
  public Prepared prepare(ApiPlan plan) {
    Prepared prepared = attempt(plan);
    if (prepared.singleRole()) {
      events.emit(new Event.SingleRole(prepared.api().user()));
    }
    if (!prepared.changes().isEmpty()) {
      events.emit(new Event.Migrated(prepared.changes()));
    }
    return prepared;
  }

  private Prepared attempt(ApiPlan plan) {
    try (AdminConnection connection = AdminConnection.open(vertx, owner)) {
      for (int attempt = 1; ; attempt++) {
        try {
          Look look = new Look(connection, secret, Migrations.PLANNING);
          Roles.Choice choice = look.roles().choose();
          SchemaModel target = SchemaModel.of(plan, choice.names());
          if (look.isDone(choice, target)) {
            return prepared(look, choice.names(), List.of());
          }
          boolean first = look.found().head().isEmpty();
          if (!first || automatic == Automatic.NEVER) {
            return prepared(look, choice.names(), migrate(plan, look));
          }
          List<String> made = create(connection, look, target);
          if (!made.isEmpty()) {
            return prepared(look, choice.names(), made);
          }
          // Another node was faster: what it left is looked at like anything that was there.
        } catch (DbFailure e) {
          if (attempt == Races.ATTEMPTS || !Races.is(e)) {
            throw Migrations.refusal(e);
          }
        }
      }
    }
  }

  private Prepared prepared(Look look, RoleNames names, List<String> changes) {
    return new Prepared(
        look.roles().login(owner, names.api()),
        look.roles().login(owner, names.auth()),
        changes,
        names.isSingle());
  }

  /// Nothing where another node was faster.
  private List<String> create(AdminConnection connection, Look look, SchemaModel target) {
    return new Creation(connection, program, terms.nodePatience())
        .run(look.server(), look.roles(), target, PlanPosition.NONE);
  }

  private List<String> migrate(ApiPlan plan, Look look) {
    Planned planned = look.planned(plan, Wishes.NONE);
    if (planned.isEmpty()) {
      return List.of();
    }
    mustBeAllowed(look.server().database(), planned);
    Migrations migrations = new Migrations(vertx, owner, secret, program, terms, this::tell);
    return migrations
        .apply(
            plan,
            Wishes.NONE,
            true,
            Optional.empty(),
            p -> mustBeAllowed(look.server().database(), p))
        .changes();
  }

  private void mustBeAllowed(String database, Planned planned) {
    boolean harmless = planned.onlyWorn() || planned.plan().isEmpty();
    boolean allowed =
        switch (automatic) {
          case SAFE -> planned.risk() == Risk.SAFE;
          case FIRST -> harmless;
          case NEVER -> false;
        };
    if (allowed) {
      return;
    }
    List<String> lines = new ArrayList<>(planned.roleChanges());
    lines.addAll(PlanText.lines(planned.plan()));
    throw new MigrationRefused(
        "The database " + database + " is not as the spec asks. What it takes:",
        lines,
        remedy(planned),
        null);
  }

  private String remedy(Planned planned) {
    return switch (planned.risk()) {
      case BLOCKED ->
          "Nothing was changed. What is blocked cannot be done as the rows are now: freehold"
              + " migrate plan says more.";
      case LOSSY, BACKFILL ->
          "Nothing was changed. A start applies no such plan; look at it with: freehold migrate"
              + " plan";
      case SAFE ->
          "Nothing was changed. Apply plan "
              + planned.plan().id()
              + " with: freehold migrate apply (or let a start do it: FREEHOLD_MIGRATE=safe)";
    };
  }

  private void tell(Progress progress) {
    switch (progress) {
      case Progress.Done(int number, int of, var step, var took) ->
          events.emit(new Event.MigrationStep(number, of, step.words(), took.toMillis()));
      case Progress.WaitingForNode(String holder, var waited) ->
          events.emit(new Event.MigrationWaits("another node: " + holder, waited.toMillis()));
      case Progress.WaitingForLock(var step, String blocker, var waited) ->
          events.emit(
              new Event.MigrationWaits(
                  "a lock for '" + step.words() + "', held by " + blocker, waited.toMillis()));
      case Progress.Reconnecting(var step, String reason) ->
          events.emit(
              new Event.MigrationWaits("the database, for '" + step.words() + "': " + reason, 0));
      case Progress.Began _, Progress.Rows _ -> {}
    }
  }
}
