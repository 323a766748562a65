package dev.freehold.migrate;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DbFailure;
import dev.freehold.ddl.RoleNames;
import dev.freehold.migrate.compare.StepPlanner;
import dev.freehold.migrate.lease.Lease;
import dev.freehold.migrate.lease.Progress;
import dev.freehold.migrate.lease.Races;
import dev.freehold.migrate.lease.Terms;
import dev.freehold.migrate.ledger.Drift;
import dev.freehold.migrate.ledger.Ledger;
import dev.freehold.migrate.ledger.LedgerRow;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.migrate.ledger.PlanPosition;
import dev.freehold.migrate.plan.Fingerprint;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Wishes;
import dev.freehold.migrate.run.Refusals;
import dev.freehold.migrate.run.Run;
import dev.freehold.migrate.run.Runner;
import dev.freehold.plan.ApiPlan;
import dev.freehold.type.Secret;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/// The migrations of one database. Blocking, so not for an event loop.
///
/// All of it throws [MigrationRefused] with what is the matter and what to do, and [DbFailure] where the database is away.
public final class Migrations {
  /// How it is planned, also where there is no database.
  public static final Planning PLANNING = StepPlanner::plan;

  private final Vertx vertx;
  private final DatabaseTarget owner;
  private final Secret secret;
  private final String program;
  private final Terms terms;
  private final Consumer<Progress> progress;
  private final Planning planning;

  /// @param owner a login that owns the database, or may create schemas in it
  /// @param secret what the passwords of the serving roles are derived from; the same on all nodes
  /// @param program version, for the ledger
  /// @param progress told while something runs, by one thread at a time, not always the caller's
  public Migrations(
      Vertx vertx,
      DatabaseTarget owner,
      Secret secret,
      String program,
      Terms terms,
      Consumer<Progress> progress) {
    this(vertx, owner, secret, program, terms, progress, PLANNING);
  }

  Migrations(
      Vertx vertx,
      DatabaseTarget owner,
      Secret secret,
      String program,
      Terms terms,
      Consumer<Progress> progress,
      Planning planning) {
    this.vertx = vertx;
    this.owner = owner;
    this.secret = secret;
    this.program = program;
    this.terms = terms;
    this.progress = progress;
    this.planning = planning;
  }

  /// What the database lacks of the spec, the rows at risk counted. Changes nothing.
  public Planned plan(ApiPlan plan, Wishes wishes) {
    return looking(look -> look.planned(plan, wishes));
  }

  /// The same, where drift and the like are told and not thrown.
  public Standing standing(ApiPlan plan, Wishes wishes) {
    return looking(look -> look.standing(plan, wishes));
  }

  /// The names of the roles that serve this database, for what is written with them.
  public RoleNames roles() {
    return looking(look -> look.roles().choose().names());
  }

  /// Steps of a script with their rows at risk, as far as they can be counted before the first of them has run.
  public List<Step> counted(List<Step> steps) {
    return looking(look -> counted(look, steps));
  }

  private static List<Step> counted(Look look, List<Step> steps) {
    return look.survey().countedWhereItCan(steps).stream().map(Step::cautious).toList();
  }

  /// All that was ever applied, the oldest first.
  public List<LedgerRow> history() {
    try (AdminConnection connection = AdminConnection.open(vertx, owner)) {
      Look look = new Look(connection, secret, planning);
      return look.server().ledger() ? new Ledger(connection).history() : List.of();
    }
  }

  /// The model that the ledger ends with; empty where nothing of ours is there.
  public Map<String, String> model() {
    return looking(look -> look.found().model());
  }

  /// Applies what is asked, step by step, under the lease. What broke off goes on where it was.
  public Applied apply(Order order) {
    return apply(
        order.plan(),
        order.wishes(),
        order.contract(),
        order.id(),
        p -> Consent.mustHold(order, p));
  }

  /// @param check throws where this must not be applied; asked again under the lease
  Applied apply(
      ApiPlan plan, Wishes wishes, boolean contract, Optional<String> id, Consumer<Planned> check) {
    long begin = System.nanoTime();
    Planned before = plan(plan, wishes);
    check.accept(before);
    if (before.isFirst()) {
      Optional<List<String>> made = create(before);
      if (made.isPresent()) {
        return new Applied(made.get(), 0, since(begin));
      }
    }
    return leased(
        (lease, look) -> {
          Planned planned = look.planned(plan, wishes);
          check.accept(planned);
          roles(lease, look, planned.roleChanges());
          List<Step> due = planned.due(contract);
          List<String> changes = new ArrayList<>(planned.roleChanges());
          changes.addAll(
              runner(lease, look)
                  .run(
                      new Run(
                          due,
                          planned.applied(),
                          planned.head().map(LedgerRow::id).orElse(0L),
                          position(planned, id),
                          planned.target().fingerprint())));
          return new Applied(changes, planned.plan().steps().size() - due.size(), since(begin));
        });
  }

  /// Runs a plan that was written down, from where it broke off.
  ///
  /// @throws MigrationRefused also where the database's model is not the one that the script begins with
  public Applied run(Script script, Wishes wishes) {
    long begin = System.nanoTime();
    return leased(
        (lease, look) -> {
          Look.Found found = look.found();
          found.mustBeOurs();
          if (found.head().isEmpty()) {
            Drift.mustBeEmpty(look.server().database(), look.server().schemas());
          }
          int done = script.done(found.head(), Fingerprint.of(found.model()));
          List<Step> due = script.steps().subList(done, script.steps().size());
          Consent.mustBeAgreed(counted(look, due), wishes);
          boolean single = look.roles().choose().names().isSingle();
          roles(lease, look, single ? List.of() : look.roles().lacking());
          List<String> changes =
              runner(lease, look)
                  .run(
                      new Run(
                          due,
                          found.model(),
                          found.head().map(LedgerRow::id).orElse(0L),
                          script.position(done + 1),
                          "",
                          script.checksums().subList(done, script.steps().size())));
          return new Applied(changes, 0, since(begin));
        });
  }

  private Optional<List<String>> create(Planned planned) {
    try (AdminConnection connection = AdminConnection.open(vertx, owner)) {
      for (int attempt = 1; ; attempt++) {
        Look look = new Look(connection, secret, planning);
        try {
          List<String> made =
              new Creation(connection, program, terms.nodePatience())
                  .run(
                      look.server(),
                      look.roles(),
                      planned.target(),
                      new PlanPosition(planned.plan().id(), planned.plan().to(), 1, 1, "", ""));
          return made.isEmpty() ? Optional.empty() : Optional.of(made);
        } catch (DbFailure e) {
          if (attempt == Races.ATTEMPTS || !Races.is(e)) {
            throw refusal(e);
          }
        }
      }
    }
  }

  static RuntimeException refusal(DbFailure e) {
    return Refusals.of(
        e, "The database could not be brought to what the spec asks.", "Nothing was changed.");
  }

  private static void roles(Lease lease, Look look, List<String> lacking) {
    if (!lacking.isEmpty()) {
      lease.fenced(_ -> look.roles().ensure());
    }
  }

  private Runner runner(Lease lease, Look look) {
    return new Runner(lease, terms, program, !look.server().bypassesRowSecurity());
  }

  /// Where the first of the steps stands: in a plan of its own, or in the one that broke off, whose numbers go on.
  private static PlanPosition position(Planned planned, Optional<String> id) {
    int steps = planned.plan().steps().size();
    String own = planned.plan().id();
    PlanPosition fresh = new PlanPosition(own, planned.plan().to(), 1, steps, "", "");
    if (id.isPresent() && id.get().equals(own)) {
      return fresh;
    }
    return planned
        .head()
        .map(LedgerRow::progress)
        .filter(p -> p.brokenOff() && p.file().isEmpty() && p.target().equals(fresh.target()))
        .map(p -> new PlanPosition(p.plan(), p.target(), p.step() + 1, p.step() + steps, "", ""))
        .orElse(fresh);
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private <T> T looking(Function<Look, T> work) {
    try (AdminConnection connection = AdminConnection.open(vertx, owner)) {
      return work.apply(new Look(connection, secret, planning));
    }
  }

  private <T> T leased(BiFunction<Lease, Look, T> work) {
    try (Lease lease = Lease.take(vertx, owner, terms, progress)) {
      new Ledger(lease.connection()).bringUp();
      return work.apply(lease, new Look(lease.connection(), secret, planning));
    }
  }
}
