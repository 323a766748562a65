package dev.freehold.migrate;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DbFailure;
import dev.freehold.ddl.RoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.plan.ApiPlan;
import dev.freehold.type.Secret;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Brings a database to what a plan asks, at start, or refuses and leaves it as it was.
///
/// Everything happens in one transaction that holds the ledger's lock, so of two nodes that start at once one applies
/// and the other finds it done. The lock ends with the transaction, whatever happens to the node. Where there is
/// nothing to do, that is found by three reads, without a lock.
public final class Migrator {
  /// A node that lost a race finds the winner's work done; more losses than this are no race.
  private static final int ATTEMPTS = 5;

  private final Vertx vertx;
  private final DatabaseTarget owner;
  private final Secret secret;
  private final String program;
  private final Duration patience;
  private final EventSink events;

  /// @param owner a login that owns the database, or may create schemas in it
  /// @param secret what the passwords of the two roles are derived from; the same on all nodes
  /// @param program version, for the ledger
  /// @param patience how long to wait for another node or a lock, at each step
  public Migrator(
      Vertx vertx,
      DatabaseTarget owner,
      Secret secret,
      String program,
      Duration patience,
      EventSink events) {
    this.vertx = vertx;
    this.owner = owner;
    this.secret = secret;
    this.program = program;
    this.patience = patience;
    this.events = events;
  }

  /// Blocking; not for an event loop.
  ///
  /// @throws MigrationRefused where the database cannot be brought to the plan by adding alone; nothing was changed
  /// @throws DbFailure where the database is away
  public Prepared prepare(ApiPlan plan) {
    try (AdminConnection connection = AdminConnection.open(vertx, owner)) {
      Server server = Server.of(connection);
      server.mustServe();
      Prepared prepared = attempt(connection, server, plan);
      if (prepared.singleRole()) {
        events.emit(new Event.SingleRole(server.login()));
      }
      if (!prepared.changes().isEmpty()) {
        events.emit(new Event.Migrated(prepared.changes()));
      }
      return prepared;
    }
  }

  private Prepared attempt(AdminConnection connection, Server server, ApiPlan plan) {
    Roles roles = new Roles(connection, server, secret);
    for (int attempt = 1; ; attempt++) {
      try {
        Roles.Choice choice = roles.choose();
        SchemaModel target = SchemaModel.of(plan, choice.names());
        boolean done =
            choice.ready()
                && server.ledger()
                && connection.inTransaction(() -> isDone(connection, target));
        List<String> changes =
            done
                ? List.of()
                : connection.inTransaction(() -> apply(connection, server, roles, target));
        return prepared(roles, choice.names(), changes);
      } catch (DbFailure e) {
        if (attempt == ATTEMPTS || !Refusals.isRace(e)) {
          throw Refusals.of(e, server);
        }
      }
    }
  }

  private Prepared prepared(Roles roles, RoleNames names, List<String> changes) {
    return new Prepared(
        roles.login(owner, names.api()),
        roles.login(owner, names.auth()),
        changes,
        names.isSingle());
  }

  private boolean isDone(AdminConnection connection, SchemaModel target) {
    settings(connection);
    Optional<Ledger.Head> head = new Ledger(connection).head();
    head.ifPresent(Drift::mustBeNone);
    return isAt(head, target) && head.orElseThrow().worn().isEmpty();
  }

  private static boolean isAt(Optional<Ledger.Head> head, SchemaModel target) {
    return head.isPresent() && head.get().fingerprint().equals(target.fingerprint());
  }

  private List<String> apply(
      AdminConnection connection, Server server, Roles roles, SchemaModel target) {
    settings(connection);
    Ledger ledger = new Ledger(connection);
    ledger.create();
    ledger.lock();
    Optional<Ledger.Head> head = ledger.head();
    head.ifPresent(Drift::mustBeNone);
    if (head.isEmpty()) {
      Drift.mustBeEmpty(Server.of(connection));
    }
    List<String> changes = new ArrayList<>();
    boolean worn = head.isPresent() && !head.get().worn().isEmpty();
    if (!roles.choose().names().isSingle()) {
      List<String> made = roles.ensure();
      changes.addAll(made);
      worn |= !made.isEmpty();
    }
    if (!worn && isAt(head, target)) {
      return List.of();
    }
    Comparison.Outcome outcome = Comparison.of(ledger.model(), target, worn);
    if (!outcome.refusals().isEmpty()) {
      throw new MigrationRefused(
          "The spec asks for what cannot be applied without risk to the data of "
              + server.database()
              + ":",
          outcome.refusals(),
          "Nothing was changed. Put these back in the spec, or start with another database.",
          null);
    }
    outcome.statements().forEach(connection::execute);
    changes.addAll(outcome.changes());
    ledger.append(program, target.fingerprint(), changes, outcome.result());
    return changes;
  }

  /// Read committed, so that what is read under the lock is what the winner of a race left. An index may take longer
  /// than a request may. Names resolve to what is meant, whatever others made in `public`.
  private void settings(AdminConnection connection) {
    connection.execute("set transaction isolation level read committed, read write");
    connection.query(
        """
        select set_config('lock_timeout', $1, true), set_config('statement_timeout', '0', true),
               set_config('search_path', 'pg_catalog', true)\
        """,
        Tuple.of(patience.toMillis() + "ms"));
  }
}
